package io.pluginhost.rpc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.pluginhost.TimeLimits;
import io.pluginhost.json.RawJson;

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

	private final @Nullable Object context;

	private final boolean fromApplication;

	/** Guarded by the table that holds it: the call that came before. */
	@Nullable PendingCall older;

	/** Guarded by the table that holds it: the call that came next. */
	@Nullable PendingCall newer;

	/** Up to which byte of the stream the worker has read when it knows this call. */
	private volatile long position;

	/**
	 * Create a call of an application.
	 * @param id its id on the wire
	 * @param method its method
	 * @param line the call as it is sent
	 * @param timeout how long it may take
	 * @param now the reading of the clock it counts from
	 * @param companyId the company it is limited to, if any
	 * @param context what is to be found again with the call's scope, if anything
	 */
	public PendingCall(long id, String method, byte[] line, Duration timeout, long now, @Nullable String companyId,
			@Nullable Object context) {
		this(id, method, line, timeout, now, companyId, context, true);
	}

	private PendingCall(long id, String method, byte[] line, Duration timeout, long now, @Nullable String companyId,
			@Nullable Object context, boolean fromApplication) {
		this.id = id;
		this.method = method;
		this.line = line;
		this.timeout = TimeLimits.bounded(timeout);
		this.sentAt = now;
		this.companyId = companyId;
		this.context = context;
		this.fromApplication = fromApplication;
	}

	/**
	 * Create a call of the host's own.
	 * @param id its id on the wire
	 * @param method its method
	 * @param line the call as it is sent
	 * @param timeout how long it may take
	 * @param now the reading of the clock it counts from
	 * @return the call
	 */
	public static PendingCall ofHost(long id, String method, byte[] line, Duration timeout, long now) {
		return new PendingCall(id, method, line, timeout, now, null, null, false);
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

	/**
	 * Tell whether an application made the call, rather than the host for itself.
	 * @return whether it did
	 */
	public boolean isFromApplication() {
		return this.fromApplication;
	}

	/**
	 * Hear where the call stands in the stream of bytes to the worker.
	 * @param position its beginning: an answer proves that everything before it was read
	 */
	public void written(long position) {
		this.position = position;
	}

	long position() {
		return this.position;
	}

	/**
	 * Return what the call is limited to.
	 */
	PendingCalls.Scope scope() {
		return PendingCalls.Scope.of(this.companyId, this.context);
	}

	/**
	 * Return the call as it is sent.
	 * @return the line, not to be changed
	 */
	public byte[] line() {
		return this.line;
	}

	int length() {
		return this.line.length;
	}

	/**
	 * Return how many nanoseconds the call may still wait, zero or less if time is up.
	 */
	long remaining(long now) {
		return this.timeout.toNanos() - (now - this.sentAt);
	}

}
