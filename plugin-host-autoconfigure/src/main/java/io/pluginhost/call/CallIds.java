package io.pluginhost.call;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.LineContent;
import io.pluginhost.json.RawJson;
import io.pluginhost.observation.CallScope;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.rpc.CallAttachment;
import io.pluginhost.rpc.PendingCalls;

/**
 * Numbers one worker's calls, through all its processes, so that no answer can be taken
 * for another's. A worker cannot guess a number, so its answer proves that it has read
 * the call. What the worker is to echo is the number behind a prefix that cannot be
 * guessed from outside. Safe for use by any thread.
 */
public final class CallIds {

	private final SecretSequence ids = new SecretSequence();

	private final String prefix = UUID.randomUUID() + "-";

	private final WorkerProtocol protocol;

	/**
	 * Create the ids of the calls of one worker.
	 * @param protocol writes what the worker echoes
	 */
	public CallIds(WorkerProtocol protocol) {
		this.protocol = protocol;
	}

	public long next() {
		return this.ids.next();
	}

	@Nullable LineContent envelope(long id, @Nullable String companyId, @Nullable String traceparent) {
		return this.protocol.envelope(this.prefix, id, companyId, traceparent);
	}

	/**
	 * Find the scope of what a worker echoes.
	 * @param echo the invocation id it echoes, or {@code null} if it echoes none
	 * @param json reads the id
	 * @param calls the calls of the process that echoes it
	 * @return the scope
	 */
	public CallScope scope(@Nullable RawJson echo, JsonCodec json, PendingCalls calls) {
		if (echo == null || echo.isNull()) {
			return CallScope.NONE;
		}
		String invocationId = json.text(echo);
		if (invocationId == null || !invocationId.startsWith(this.prefix)) {
			return CallScope.FORGED;
		}
		try {
			CallAttachment attachment = calls.attachment(Long.parseLong(invocationId.substring(this.prefix.length())));
			return (attachment instanceof CallScope scope) ? scope : CallScope.FORGED;
		}
		catch (NumberFormatException ex) {
			return CallScope.FORGED;
		}
	}

}
