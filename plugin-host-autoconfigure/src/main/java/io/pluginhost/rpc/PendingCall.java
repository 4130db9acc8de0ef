package io.pluginhost.rpc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.pluginhost.TimeLimits;
import io.pluginhost.json.RawJson;

/**
 * A call that has not been answered yet, and then its outcome. Settled by the
 * {@link PendingCalls} that holds it, and never handed to an application: the thread that
 * completes it must not run the code of an application.
 */
public final class PendingCall extends CompletableFuture<RawJson> {

	private final long id;

	private final String method;

	private final byte[] line;

	private final Duration timeout;

	private final long sentAt;

	private final @Nullable CallAttachment attachment;

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
	 * @param attachment is found again by the id
	 * @return the call
	 */
	public static PendingCall ofApplication(long id, String method, byte[] line, Duration timeout, long now,
			CallAttachment attachment) {
		return new PendingCall(id, method, line, timeout, now, attachment);
	}

	private PendingCall(long id, String method, byte[] line, Duration timeout, long now,
			@Nullable CallAttachment attachment) {
		this.id = id;
		this.method = method;
		this.line = line;
		this.timeout = TimeLimits.bounded(timeout);
		this.sentAt = now;
		this.attachment = attachment;
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
		return new PendingCall(id, method, line, timeout, now, null);
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
	 * Return whether an application made the call, rather than the host for itself.
	 * @return whether it did
	 */
	public boolean isFromApplication() {
		return this.attachment != null;
	}

	/**
	 * Set where the call stands in the stream of bytes to the worker.
	 * @param position the beginning of the call: an answer proves that everything before
	 * it was read
	 */
	public void written(long position) {
		this.position = position;
	}

	long position() {
		return this.position;
	}

	/**
	 * Return what is attached to the call; {@code null} for a call of the host's own.
	 */
	@Nullable CallAttachment attachment() {
		return this.attachment;
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
