package io.pluginhost.worker;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.pluginhost.observation.Scope;
import io.pluginhost.rpc.Invocation;
import io.pluginhost.rpc.PendingCalls;

/**
 * Numbers one worker's calls, through all its processes, so that no answer can be taken
 * for another's. A worker cannot guess a number, so its answer proves that it has read
 * the call. What the worker is to echo is the number behind a prefix that cannot be
 * guessed from outside. Safe for use by any thread.
 */
final class CallIds {

	private final SecretSequence ids = new SecretSequence();

	private final String prefix = UUID.randomUUID() + "-";

	long next() {
		return this.ids.next();
	}

	Invocation invocation(long id, @Nullable String companyId, @Nullable String traceparent) {
		return new Invocation(this.prefix, id, companyId, traceparent);
	}

	/**
	 * Find the scope of what a worker echoes.
	 * @param invocationId what it echoes, or {@code null} if nothing
	 * @param calls the calls of the process that echoes it
	 * @return the scope
	 */
	Scope scope(@Nullable String invocationId, PendingCalls calls) {
		if (invocationId == null) {
			return Scope.NONE;
		}
		if (!invocationId.startsWith(this.prefix)) {
			return Scope.FORGED;
		}
		try {
			PendingCalls.Scope scope = calls.scope(Long.parseLong(invocationId.substring(this.prefix.length())));
			return (scope != null) ? Scope.of(scope) : Scope.FORGED;
		}
		catch (NumberFormatException ex) {
			return Scope.FORGED;
		}
	}

}
