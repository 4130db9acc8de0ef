package io.pluginhost.rpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.pluginhost.concurrent.Timekeeper;

/**
 * The calls of one connection that wait for an answer.
 * <p>
 * Adding a call and closing the table are one critical section, and whoever removes a
 * call settles it: so none can be forgotten, and none settled twice. One alarm serves all
 * calls; it may ring for one that has been answered, and then not again while nothing
 * waits. Guarded by itself; runs no foreign code while it is guarded.
 */
public final class PendingCalls {

	/**
	 * How many ended calls are remembered, for workers that go on calling back from
	 * inside a call that has ended. More than a busy worker gets in a minute.
	 */
	private static final int REMEMBERED = 10_000;

	/**
	 * For how many of them their context is kept, which may be large.
	 */
	private static final int CONTEXTS = 1000;

	/**
	 * For how long it is, at the most.
	 */
	private static final Duration CONTEXT_KEPT = Duration.ofMinutes(1);

	/** No more often are they looked through. */
	private static final Duration FORGET_EVERY = Duration.ofSeconds(5);

	private final Timekeeper time;

	private final Consumer<PendingCall> onTimeout;

	// Guarded by this
	private final CallTable calls = new CallTable();

	// Guarded by this: how many there have been
	private long added;

	// Guarded by this: how many of them an application made
	private int fromApplication;

	private final long maxBytes;

	// Guarded by this: how long their lines are
	private long bytes;

	// Guarded by this
	private final EndedCalls ended = new EndedCalls(REMEMBERED, EndedCalls.FOR_EVER);

	// Guarded by this
	private final EndedCalls contexts = new EndedCalls(CONTEXTS, CONTEXT_KEPT);

	// Guarded by this: when contexts are forgotten though no others come
	private Timekeeper.@Nullable Alarm forgetting;

	// Guarded by this
	private boolean closed;

	// Guarded by this
	private Timekeeper.@Nullable Alarm alarm;

	// Guarded by this: when the alarm is due
	private long alarmAt;

	/**
	 * Create an empty table.
	 * @param time tells when a call has waited too long
	 * @param onTimeout takes each such call, already removed, on the timer's thread
	 */
	public PendingCalls(Timekeeper time, Consumer<PendingCall> onTimeout) {
		this(time, onTimeout, Long.MAX_VALUE);
	}

	/**
	 * Create an empty table that keeps calls until they can be sent.
	 * @param time tells when a call has waited too long
	 * @param onTimeout takes each such call, already removed, on the timer's thread
	 * @param maxBytes how long the lines of calls may be, taken together, before no more
	 * is added
	 */
	public PendingCalls(Timekeeper time, Consumer<PendingCall> onTimeout, long maxBytes) {
		this.time = time;
		this.onTimeout = onTimeout;
		this.maxBytes = maxBytes;
	}

	/**
	 * Add a call.
	 * @param call the call
	 * @param limit how many calls of applications may wait, this one counted; the host's
	 * own neither count nor are limited
	 * @return whether it was added, and if not, why
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
		awake(now, call.remaining(now));
		return Admission.ADDED;
	}

	/**
	 * Remove a call, which is then the caller's to settle.
	 * @param id the call's id
	 * @return the call, or {@code null} if somebody else removed it
	 */
	public synchronized @Nullable PendingCall remove(long id) {
		PendingCall call = take(id);
		if (call != null && call.isFromApplication()) {
			remember(call);
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

	/**
	 * Remove the only call there has been so far, which is then the caller's to settle.
	 * @return the call, or {@code null} if there have been others, or it is settled
	 */
	public synchronized @Nullable PendingCall removeOnly() {
		List<PendingCall> waiting = (this.added == 1) ? this.calls.toList() : List.of();
		return waiting.isEmpty() ? null : remove(waiting.get(0).id());
	}

	/**
	 * Remove the oldest call, which is then the caller's to settle, or to add to another
	 * table.
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
	 * Close the table: nothing can be added any more.
	 * @return the calls it held, now the caller's to settle
	 */
	public synchronized List<PendingCall> close() {
		this.closed = true;
		if (this.alarm != null) {
			this.alarm.cancel();
			this.alarm = null;
		}
		if (this.forgetting != null) {
			this.forgetting.cancel();
			this.forgetting = null;
		}
		this.ended.clear();
		this.contexts.clear();
		List<PendingCall> remaining = this.calls.toList();
		remaining.forEach((call) -> take(call.id()));
		return remaining;
	}

	/**
	 * Return the scope of an application's call that waits, ended not long ago, or was
	 * asked for not long ago.
	 * @param id the call's id
	 * @return its scope, or {@code null} if there is no such call
	 */
	public synchronized @Nullable Scope scope(long id) {
		PendingCall call = this.calls.get(id);
		if (call == null) {
			return ended(id);
		}
		return call.isFromApplication() ? call.scope() : null;
	}

	/**
	 * Return how many calls wait.
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

	private void remember(PendingCall call) {
		Scope scope = call.scope();
		this.ended.put(call.id(), scope.withoutContext(), 0);
		if (scope.context() == null) {
			return;
		}
		this.contexts.put(call.id(), scope, this.time.nanoTime());
		if (this.forgetting == null && !this.closed) {
			this.forgetting = this.time.schedule(CONTEXT_KEPT, this::forget);
		}
	}

	private @Nullable Scope ended(long id) {
		Scope known = this.ended.get(id, 0);
		Scope withContext = this.contexts.get(id, this.time.nanoTime());
		return (withContext != null) ? withContext : known;
	}

	private synchronized void forget() {
		this.forgetting = null;
		long now = this.time.nanoTime();
		this.contexts.forgetOld(now);
		if (!this.contexts.isEmpty() && !this.closed) {
			long next = Math.max(this.contexts.untilOld(now), FORGET_EVERY.toNanos());
			this.forgetting = this.time.schedule(Duration.ofNanos(next), this::forget);
		}
	}

	private void awake(long now, long delay) {
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
				awake(now, next);
			}
		}
		expired.forEach(this.onTimeout);
	}

	/**
	 * What became of an attempt to add a call.
	 */
	public enum Admission {

		/**
		 * The call waits.
		 */
		ADDED,

		/**
		 * As many calls wait as may.
		 */
		TOO_MANY,

		/**
		 * The calls that wait are as long as they may be, taken together.
		 */
		TOO_LONG,

		/**
		 * The table is closed.
		 */
		CLOSED

	}

	/**
	 * What a call is limited to.
	 *
	 * @param companyId the company, or {@code null} for no limit
	 * @param context what its caller wanted to be found again
	 */
	public record Scope(@Nullable String companyId, @Nullable Object context) {

		private static final Scope NONE = new Scope(null, null);

		static Scope of(@Nullable String companyId, @Nullable Object context) {
			return (companyId != null || context != null) ? new Scope(companyId, context) : NONE;
		}

		Scope withoutContext() {
			return (this.context != null) ? of(this.companyId, null) : this;
		}

	}

}
