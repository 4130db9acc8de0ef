package io.pluginhost.worker;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginDefinition;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.PendingCalls;
import io.pluginhost.rpc.RpcConnection;
import io.pluginhost.rpc.WriteMode;

/**
 * Lets calls through to the running process, keeps them while one is starting, and
 * refuses them otherwise. What was kept is sent at the pace of the process; until all of
 * it is, calls that come later are kept behind it. Turned by the worker's loop, used by
 * any thread; nothing blocks. Every call it takes is settled by whoever holds it next.
 */
final class CallGate {

	private final String pluginId;

	private final int maxPendingCalls;

	private final long maxQueuedBytes;

	private final Timekeeper time;

	/** Set under the guard, read without: the way of nearly all calls. */
	private volatile @Nullable ProcessSession open;

	/** The process that was let calls through to last, and may still answer some. */
	private volatile @Nullable ProcessSession last;

	// Guarded by this
	private @Nullable PendingCalls waiting;

	/** Set under the guard: the process that is sent what was kept. */
	private volatile @Nullable ProcessSession catchingUp;

	// Guarded by this: whether the next call is to be told of
	private boolean standingBy;

	/** Tells, unguarded, of the call that a worker stood by for. */
	private final Runnable called;

	private final UnavailableReasons refusals;

	CallGate(PluginDefinition definition, Timekeeper time, UnavailableReasons refusals, Runnable called) {
		this.pluginId = definition.id();
		this.maxPendingCalls = definition.limits().maxPendingCalls();
		this.maxQueuedBytes = definition.limits().maxQueuedBytes();
		this.time = time;
		this.refusals = refusals;
		this.called = called;
	}

	/**
	 * Set what calls of a worker that has never been started are told to do.
	 */
	void neverStarted(String advice) {
		this.refusals.neverStarted(advice);
	}

	/**
	 * Take a call.
	 * @param call the call, settled at once if it can be neither sent nor kept
	 * @param failFast whether it must not be kept for a start
	 * @param writing which thread may write it
	 */
	void submit(PendingCall call, boolean failFast, WriteMode writing) {
		ProcessSession session = this.open;
		if (session != null) {
			send(call, session, writing);
			return;
		}
		Throwable failure = null;
		boolean first;
		synchronized (this) {
			session = this.open;
			first = this.standingBy;
			this.standingBy = false;
			if (session == null) {
				failure = keepOrRefuse(call, failFast);
			}
		}
		if (first) {
			this.called.run();
		}
		if (session != null) {
			send(call, session, writing);
		}
		else if (failure != null) {
			call.completeExceptionally(failure);
		}
	}

	/**
	 * Forget a call, if it has not been settled.
	 */
	void cancel(PendingCall call) {
		PendingCalls waiting;
		synchronized (this) {
			waiting = this.waiting;
		}
		if (waiting != null && waiting.cancel(call.id())) {
			return;
		}
		ProcessSession session = this.last;
		if (session != null) {
			session.connection().cancel(call);
		}
		// Whoever took it from the table settles it; if that was nobody, it is settled
		call.cancel(false);
	}

	/**
	 * From now on calls are kept, and the first is told of.
	 */
	void standBy() {
		boolean called;
		synchronized (this) {
			keep();
			called = waiting() > 0;
			this.standingBy = !called;
		}
		if (called) {
			this.called.run();
		}
	}

	/**
	 * Keep calls already, from any thread, as a start is about to be told to the loop:
	 * which keeps them on, or refuses them.
	 * @param standingBy whether the first is to be told of
	 */
	synchronized void expect(boolean standingBy) {
		if (this.open == null && this.waiting == null) {
			keep();
			this.standingBy = standingBy;
		}
	}

	/**
	 * From now on calls are kept.
	 */
	synchronized void keep() {
		this.open = null;
		this.catchingUp = null;
		this.standingBy = false;
		if (this.waiting == null) {
			this.waiting = new PendingCalls(this.time, ProcessSession.timeout(this.pluginId), this.maxQueuedBytes);
		}
	}

	/**
	 * Send what was kept, in its order and as the process takes it, then let calls
	 * through.
	 */
	void open(ProcessSession session) {
		synchronized (this) {
			this.last = session;
			this.catchingUp = session;
		}
		catchUp(session);
	}

	private void catchUp(ProcessSession session) {
		if (!sendKept(session)) {
			session.connection().runWhenRoom(() -> catchUp(session));
		}
	}

	/**
	 * Send what was kept while there is room. Under the guard, so that no call that comes
	 * meanwhile goes before it.
	 * @return whether there is no more to be sent
	 */
	private synchronized boolean sendKept(ProcessSession session) {
		while (this.catchingUp == session) {
			if (session.connection().isFull()) {
				return false;
			}
			PendingCall call = (this.waiting != null) ? this.waiting.poll() : null;
			if (call == null) {
				letThrough(session);
			}
			else if (session.connection().sendKept(call) == RpcConnection.Sending.CLOSED) {
				call.completeExceptionally(takesNothing(call));
			}
		}
		return true;
	}

	private void letThrough(ProcessSession session) {
		if (this.waiting != null) {
			this.waiting.close(this::takesNothing);
			this.waiting = null;
		}
		this.catchingUp = null;
		this.open = session;
	}

	/**
	 * Refuse what was kept, and calls from now on.
	 */
	void close() {
		PendingCalls kept;
		synchronized (this) {
			this.open = null;
			this.catchingUp = null;
			this.standingBy = false;
			kept = this.waiting;
			this.waiting = null;
		}
		if (kept != null) {
			kept.close(this.refusals::notRunning);
		}
	}

	/**
	 * The process that runs, even if it has not been sent yet all that was kept.
	 */
	@Nullable ProcessSession current() {
		ProcessSession open = this.open;
		return (open != null) ? open : this.catchingUp;
	}

	/**
	 * How many calls are kept for a process that is starting.
	 */
	synchronized int waiting() {
		return (this.waiting != null) ? this.waiting.size() : 0;
	}

	private @Nullable Throwable keepOrRefuse(PendingCall call, boolean failFast) {
		if (this.waiting == null) {
			return this.refusals.notRunning(call);
		}
		ProcessSession running = this.catchingUp;
		if (failFast && running == null) {
			return this.refusals.notRunningYet(call);
		}
		int sent = (running != null) ? running.connection().pending().size() : 0;
		return keep(call, this.waiting, this.maxPendingCalls - sent);
	}

	private @Nullable Throwable keep(PendingCall call, PendingCalls waiting, int limit) {
		return switch (waiting.add(call, limit)) {
			case ADDED -> null;
			case TOO_MANY -> tooMany(call);
			case TOO_LONG -> unavailable(call, "the calls that wait for it to be ready hold limits.max-queued-bytes, "
					+ "%d bytes, already".formatted(this.maxQueuedBytes));
			case CLOSED -> this.refusals.notRunning(call);
		};
	}

	private void send(PendingCall call, ProcessSession session, WriteMode writing) {
		RpcConnection.Sending sending = session.connection().send(call, this.maxPendingCalls, writing);
		switch (sending) {
			case SENT -> {
				// somebody will settle it
			}
			case TOO_MANY -> call.completeExceptionally(tooMany(call));
			case QUEUE_FULL -> call.completeExceptionally(
					unavailable(call, "it takes its messages too slowly: limits.max-queued-bytes wait already"));
			case CLOSED -> call.completeExceptionally(takesNothing(call));
		}
	}

	private Throwable takesNothing(PendingCall call) {
		return unavailable(call, "its process takes no messages any more");
	}

	private Throwable tooMany(PendingCall call) {
		return unavailable(call, "limits.max-pending-calls, %d, wait already".formatted(this.maxPendingCalls));
	}

	private Throwable unavailable(PendingCall call, String reason) {
		return new WorkerUnavailableException(
				"Plugin '%s' cannot take '%s': %s".formatted(this.pluginId, call.method(), reason), this.pluginId,
				call.method(), null);
	}

}
