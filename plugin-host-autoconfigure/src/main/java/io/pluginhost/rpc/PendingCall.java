package io.pluginhost.rpc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A call that has not been answered yet, and then its outcome. Settled by whoever removes
 * it from the {@link PendingCalls} that holds it, and never handed to an application:
 * what completes it is a thread that must not run anybody's code.
 */
public final class PendingCall extends CompletableFuture<RawJson> {

	private final long id;

	private final String method;

	private final byte[] line;

	private final Duration timeout;

	private final long sentAt;

	private final @Nullable String companyId;

	/**
	 * Create a call.
	 * @param id its id on the wire
	 * @param method its method
	 * @param line the call as it is sent
	 * @param timeout how long it may take
	 * @param now the reading of the clock it counts from
	 * @param companyId the company it is limited to, if any
	 */
	public PendingCall(long id, String method, byte[] line, Duration timeout, long now, @Nullable String companyId) {
		this.id = id;
		this.method = method;
		this.line = line;
		this.timeout = timeout;
		this.sentAt = now;
		this.companyId = companyId;
	}

	/**
	 * Return the id on the wire.
	 * @return the id
	 */
	public long id() {
		return this.id;
	}

	/**
	 * Return the method.
	 * @return the method
	 */
	public String method() {
		return this.method;
	}

	/**
	 * Return how long the call may take.
	 * @return the timeout
	 */
	public Duration timeout() {
		return this.timeout;
	}

	/**
	 * Return how long the call has been waiting.
	 * @param now the reading of the clock
	 * @return the age
	 */
	public Duration age(long now) {
		return Duration.ofNanos(now - this.sentAt);
	}

	@Nullable String companyId() {
		return this.companyId;
	}

	byte[] line() {
		return this.line;
	}

	/**
	 * Return how long the call may still wait, zero or less if time is up.
	 */
	Duration remaining(long now) {
		return this.timeout.minusNanos(now - this.sentAt);
	}

}
