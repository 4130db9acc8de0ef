package io.pluginhost.rpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.json.RawJson;

/**
 * The calls of one connection that wait for an answer, and the only place where they are
 * settled: from {@link #add} on, this table settles the call, unless {@link #remove} or
 * {@link #poll} has given it back. No other class has to know who settles a call.
 * <p>
 * Adding a call and closing the table are one critical section, and the thread that
 * removes a call settles it: so no call can be forgotten, and none settled twice. One
 * alarm serves all calls; it may go off for a call that has been answered, and then not
 * again while nothing waits. Guarded by itself; calls are settled, and callbacks invoked,
 * while it is not guarded.
 *
 * @see "docs/decisions/calls-bypass-the-loop.md"
 */
public final class PendingCalls {

	/**
	 * The number of ended calls that are kept, for workers that go on calling back from
	 * inside a call that has ended. More than a busy worker gets in a minute.
	 */
	private static final int MAX_ENDED = 10_000;

	/**
	 * The number of ended calls whose whole attachment is kept, which may be large.
	 */
	private static final int MAX_WHOLE = 1000;

	/**
	 * The longest time that a whole attachment is kept.
	 */
	private static final Duration WHOLE_KEPT = Duration.ofMinutes(1);

	/** The shortest time between two removals. */
	private static final Duration REMOVE_EVERY = Duration.ofSeconds(5);

	private final Timekeeper time;

	private final Function<PendingCall, Throwable> timeout;

	private final Consumer<PendingCall> withdrawal;

	// Guarded by this
	private final CallTable calls = new CallTable();

	// Guarded by this: the number of calls that were ever added
	private long added;

	// Guarded by this: the number of calls of applications
	private int fromApplication;

	private final long maxBytes;

	// Guarded by this: the total length of the lines of the calls
	private long bytes;

	// Guarded by this
	private final EndedCalls ended = new EndedCalls(MAX_ENDED, EndedCalls.UNLIMITED);

	// Guarded by this
	private final EndedCalls whole = new EndedCalls(MAX_WHOLE, WHOLE_KEPT);

	// Guarded by this: removes whole attachments though no call comes
	private Timekeeper.@Nullable Alarm removal;

	// Guarded by this
	private boolean closed;

	// Guarded by this
	private Timekeeper.@Nullable Alarm alarm;

	// Guarded by this: when the alarm is due
	private long alarmAt;

	/**
	 * Create an empty table of calls that are sent.
	 * @param time the clock
	 * @param timeout creates the exception for a call whose time is up
	 * @param withdrawal invoked with each call that was cancelled or whose time is up,
	 * before it is settled
	 */
	PendingCalls(Timekeeper time, Function<PendingCall, Throwable> timeout, Consumer<PendingCall> withdrawal) {
		this(time, timeout, withdrawal, Long.MAX_VALUE);
	}

	/**
	 * Create an empty table that keeps calls until they can be sent.
	 * @param time the clock
	 * @param timeout creates the exception for a call whose time is up
	 * @param maxBytes the total length of the lines of calls from which on no more is
	 * added
	 */
	public PendingCalls(Timekeeper time, Function<PendingCall, Throwable> timeout, long maxBytes) {
		this(time, timeout, (call) -> {
		}, maxBytes);
	}

	private PendingCalls(Timekeeper time, Function<PendingCall, Throwable> timeout, Consumer<PendingCall> withdrawal,
			long maxBytes) {
		this.time = time;
		this.timeout = timeout;
		this.withdrawal = withdrawal;
		this.maxBytes = maxBytes;
	}

	/**
	 * Add a call.
	 * @param call the call
	 * @param limit the maximum number of calls of applications that wait, including this
	 * one; calls of the host's own neither count nor are limited
	 * @return whether the call was added, and if not, why not
	 */
	public synchronized Admission add(PendingCall call, int limit) {
		if (this.closed) {
			return Admission.CLOSED;
		}
		if (call.isFromApplication()) {
			if (this.fromApplication >= limit) {
				return Admission.TOO_MANY;
			}
			if (this.bytes >= this.maxBytes) {
				return Admission.TOO_LONG;
			}
			this.fromApplication++;
		}
		this.bytes += call.length();
		this.calls.put(call);
		this.added++;
		long now = this.time.nanoTime();
		setAlarm(now, call.remaining(now));
		return Admission.ADDED;
	}

	/**
	 * Settle a call with its result.
	 * @param id the id of the call
	 * @param result the result
	 * @return the call, or {@code null} if there is no such call
	 */
	@Nullable PendingCall complete(long id, RawJson result) {
		PendingCall call = remove(id);
		if (call != null) {
			call.complete(result);
		}
		return call;
	}

	/**
	 * Settle a call with a failure.
	 * @param id the id of the call
	 * @param failure the failure
	 * @return the call, or {@code null} if there is no such call
	 */
	@Nullable PendingCall fail(long id, Throwable failure) {
		return fail(remove(id), failure);
	}

	/**
	 * Settle the only call that was ever added with a failure.
	 * @param failure the failure
	 * @return the call, or {@code null} if there were other calls, or it is settled
	 */
	@Nullable PendingCall failOnly(Throwable failure) {
		return fail(removeOnly(), failure);
	}

	private static @Nullable PendingCall fail(@Nullable PendingCall call, Throwable failure) {
		if (call != null) {
			call.completeExceptionally(failure);
		}
		return call;
	}

	/**
	 * Settle a call as cancelled.
	 * @param id the id of the call
	 * @return whether there was such a call
	 */
	public boolean cancel(long id) {
		PendingCall call = remove(id);
		if (call != null) {
			this.withdrawal.accept(call);
			call.completeExceptionally(new CancellationException("Cancelled by its caller"));
		}
		return call != null;
	}

	/**
	 * Give a call back, which is then the caller's to settle.
	 * @param id the id of the call
	 * @return the call, or {@code null} if there is no such call
	 */
	public synchronized @Nullable PendingCall remove(long id) {
		PendingCall call = take(id);
		if (call != null && call.attachment() != null) {
			keep(id, call.attachment());
		}
		return call;
	}

	/**
	 * Return whether a call waits.
	 * @param id the call's id
	 * @return whether there is such a call
	 */
	public synchronized boolean isWaiting(long id) {
		return this.calls.get(id) != null;
	}

	private synchronized @Nullable PendingCall removeOnly() {
		PendingCall oldest = (this.added == 1) ? this.calls.oldest() : null;
		return (oldest != null) ? remove(oldest.id()) : null;
	}

	/**
	 * Give the oldest call back, which is then the caller's to settle, or to add to
	 * another table.
	 * @return the call, or {@code null} if none waits
	 */
	public synchronized @Nullable PendingCall poll() {
		PendingCall oldest = this.calls.oldest();
		return (oldest != null) ? take(oldest.id()) : null;
	}

	private @Nullable PendingCall take(long id) {
		PendingCall call = this.calls.remove(id);
		if (call != null) {
			this.bytes -= call.length();
			this.fromApplication -= call.isFromApplication() ? 1 : 0;
		}
		return call;
	}

	/**
	 * Close the table, to which nothing can be added any more, and settle all calls.
	 * @param reason creates the exception for each call
	 */
	public void close(Function<PendingCall, Throwable> reason) {
		takeAll().forEach((call) -> call.completeExceptionally(reason.apply(call)));
	}

	private synchronized List<PendingCall> takeAll() {
		this.closed = true;
		if (this.alarm != null) {
			this.alarm.cancel();
			this.alarm = null;
		}
		if (this.removal != null) {
			this.removal.cancel();
			this.removal = null;
		}
		this.ended.clear();
		this.whole.clear();
		List<PendingCall> remaining = this.calls.toList();
		remaining.forEach((call) -> take(call.id()));
		return remaining;
	}

	/**
	 * Return the attachment of an application's call that waits, or that ended or was
	 * looked up recently.
	 * @param id the id of the call
	 * @return its attachment, or {@code null} if there is no such call
	 */
	public synchronized @Nullable CallAttachment attachment(long id) {
		PendingCall call = this.calls.get(id);
		return (call != null) ? call.attachment() : ended(id);
	}

	/**
	 * Return the number of calls that wait.
	 * @return the number
	 */
	public synchronized int size() {
		return this.calls.size();
	}

	/**
	 * Return the calls that wait now, oldest first.
	 * @return a copy
	 */
	public synchronized Collection<PendingCall> snapshot() {
		return this.calls.toList();
	}

	private void keep(long id, CallAttachment attachment) {
		CallAttachment lasting = attachment.lasting();
		this.ended.put(id, lasting, 0);
		if (lasting == attachment) {
			return;
		}
		this.whole.put(id, attachment, this.time.nanoTime());
		if (this.removal == null && !this.closed) {
			this.removal = this.time.schedule(WHOLE_KEPT, this::removeOld);
		}
	}

	private @Nullable CallAttachment ended(long id) {
		CallAttachment lasting = this.ended.get(id, 0);
		CallAttachment attachment = this.whole.get(id, this.time.nanoTime());
		return (attachment != null) ? attachment : lasting;
	}

	private synchronized void removeOld() {
		this.removal = null;
		long now = this.time.nanoTime();
		this.whole.removeOld(now);
		if (!this.whole.isEmpty() && !this.closed) {
			long next = Math.max(this.whole.untilOld(now), REMOVE_EVERY.toNanos());
			this.removal = this.time.schedule(Duration.ofNanos(next), this::removeOld);
		}
	}

	private void setAlarm(long now, long delay) {
		long due = now + delay;
		if (this.alarm != null) {
			if (this.alarmAt - due <= 0) {
				return;
			}
			this.alarm.cancel();
		}
		this.alarmAt = due;
		this.alarm = this.time.schedule(Duration.ofNanos(delay), this::expire);
	}

	private void expire() {
		List<PendingCall> expired = new ArrayList<>();
		synchronized (this) {
			this.alarm = null;
			if (this.closed) {
				return;
			}
			long now = this.time.nanoTime();
			long next = Long.MAX_VALUE;
			for (PendingCall call : this.calls.toList()) {
				long remaining = call.remaining(now);
				if (remaining <= 0) {
					expired.add(call);
					remove(call.id());
				}
				else {
					next = Math.min(next, remaining);
				}
			}
			if (next != Long.MAX_VALUE) {
				setAlarm(now, next);
			}
		}
		for (PendingCall call : expired) {
			this.withdrawal.accept(call);
			call.completeExceptionally(this.timeout.apply(call));
		}
	}

	/**
	 * The result of an attempt to add a call.
	 */
	public enum Admission {

		/**
		 * The call waits.
		 */
		ADDED,

		/**
		 * The maximum number of calls wait.
		 */
		TOO_MANY,

		/**
		 * The calls that wait have their maximum total length.
		 */
		TOO_LONG,

		/**
		 * The table is closed.
		 */
		CLOSED

	}

}
