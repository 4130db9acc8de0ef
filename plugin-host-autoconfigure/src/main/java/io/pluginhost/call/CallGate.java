package io.pluginhost.call;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginDefinition;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.PendingCalls;
import io.pluginhost.rpc.RpcConnection;
import io.pluginhost.rpc.WriteMode;

/**
 * Passes calls to the connection of the running process, keeps them while one starts, and
 * rejects them otherwise. Calls that were kept are sent at the pace of the process; until
 * all of them are, later calls are kept behind them. Opened and closed by the worker's
 * loop, used by any thread; nothing blocks. A call is settled by the holder that accepted
 * it: the gate while it keeps the call, the connection afterwards.
 * <p>
 * Assumes one process at a time.
 */
public final class CallGate {

	private final String pluginId;

	private final int maxPendingCalls;

	private final long maxQueuedBytes;

	private final Timekeeper time;

	/** Set under the guard, read without: the way of nearly all calls. */
	private volatile @Nullable RpcConnection open;

	/** The latest process that calls were passed to, which may still answer some. */
	private volatile @Nullable RpcConnection last;

	// Guarded by this
	private @Nullable PendingCalls waiting;

	/** Set under the guard: the process that the kept calls are being sent to. */
	private volatile @Nullable RpcConnection catchingUp;

	// Guarded by this: whether the next call starts the worker
	private boolean standingBy;

	/** Starts the worker; invoked without the guard. */
	private final Runnable onFirstCall;

	private final UnavailableReasons reasons;

	/**
	 * Create a gate that rejects calls.
	 * @param onFirstCall invoked, by any thread, when a lazy worker is called
	 */
	public CallGate(PluginDefinition definition, Timekeeper time, UnavailableReasons reasons, Runnable onFirstCall) {
		this.pluginId = definition.id();
		this.maxPendingCalls = definition.limits().maxPendingCalls();
		this.maxQueuedBytes = definition.limits().maxQueuedBytes();
		this.time = time;
		this.reasons = reasons;
		this.onFirstCall = onFirstCall;
	}

	/**
	 * Accept a call.
	 * @param call the call, settled at once if it can be neither sent nor kept
	 * @param failFast whether it must not wait for a start
	 * @param writing which thread may write it
	 */
	public void submit(PendingCall call, boolean failFast, WriteMode writing) {
		RpcConnection connection = this.open;
		if (connection != null) {
			send(call, connection, writing);
			return;
		}
		Throwable failure = null;
		boolean isFirst;
		synchronized (this) {
			connection = this.open;
			isFirst = this.standingBy;
			this.standingBy = false;
			if (connection == null) {
				failure = keepOrReject(call, failFast);
			}
		}
		if (isFirst) {
			this.onFirstCall.run();
		}
		if (connection != null) {
			send(call, connection, writing);
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
		RpcConnection connection = this.last;
		if (connection != null) {
			connection.cancel(call);
		}
		// A call that was taken from the table is settled by what took it
		call.cancel(false);
	}

	/**
	 * Keep calls from now on, the first of which starts the worker.
	 */
	public void standBy() {
		boolean isCalled;
		synchronized (this) {
			keep();
			isCalled = waiting() > 0;
			this.standingBy = !isCalled;
		}
		if (isCalled) {
			this.onFirstCall.run();
		}
	}

	/**
	 * Keep calls from now on, as a start is about to be posted to the loop, which goes on
	 * keeping or rejects them. For use by any thread.
	 * @param standingBy whether the first call starts the worker
	 */
	public synchronized void expectStart(boolean standingBy) {
		if (this.open == null && this.waiting == null) {
			keep();
			this.standingBy = standingBy;
		}
	}

	/**
	 * Keep calls from now on.
	 */
	public synchronized void keep() {
		this.open = null;
		this.catchingUp = null;
		this.standingBy = false;
		if (this.waiting == null) {
			this.waiting = new PendingCalls(this.time, timeout(this.pluginId), this.maxQueuedBytes);
		}
	}

	/**
	 * Send the kept calls, in order and at the pace of the process, then pass calls
	 * through.
	 */
	public void open(RpcConnection connection) {
		synchronized (this) {
			this.last = connection;
			this.catchingUp = connection;
		}
		catchUp(connection);
	}

	private void catchUp(RpcConnection connection) {
		if (!sendKept(connection)) {
			connection.runWhenRoom(() -> catchUp(connection));
		}
	}

	/**
	 * Send the kept calls while there is room. Under the guard, so that no call that
	 * comes meanwhile overtakes them.
	 * @return whether all have been sent
	 */
	private synchronized boolean sendKept(RpcConnection connection) {
		while (this.catchingUp == connection) {
			if (connection.isFull()) {
				return false;
			}
			PendingCall call = (this.waiting != null) ? this.waiting.poll() : null;
			if (call == null) {
				passThrough(connection);
			}
			else if (connection.sendKept(call) == RpcConnection.Sending.CLOSED) {
				call.completeExceptionally(acceptsNothing(call));
			}
		}
		return true;
	}

	private void passThrough(RpcConnection connection) {
		if (this.waiting != null) {
			this.waiting.close(this::acceptsNothing);
			this.waiting = null;
		}
		this.catchingUp = null;
		this.open = connection;
	}

	/**
	 * Reject the kept calls, and calls from now on.
	 */
	public void close() {
		PendingCalls kept;
		synchronized (this) {
			this.open = null;
			this.catchingUp = null;
			this.standingBy = false;
			kept = this.waiting;
			this.waiting = null;
		}
		if (kept != null) {
			kept.close(this.reasons::notRunning);
		}
	}

	/**
	 * Return the connection of the running process, even if kept calls have not been sent
	 * yet, or {@code null} if none runs.
	 */
	public @Nullable RpcConnection current() {
		RpcConnection open = this.open;
		return (open != null) ? open : this.catchingUp;
	}

	/**
	 * Return how many calls are kept for a process that starts.
	 */
	public synchronized int waiting() {
		return (this.waiting != null) ? this.waiting.size() : 0;
	}

	private @Nullable Throwable keepOrReject(PendingCall call, boolean failFast) {
		if (this.waiting == null) {
			return this.reasons.notRunning(call);
		}
		RpcConnection running = this.catchingUp;
		if (failFast && running == null) {
			return this.reasons.notRunningYet(call);
		}
		int sent = (running != null) ? running.pending().size() : 0;
		return keep(call, this.waiting, this.maxPendingCalls - sent);
	}

	private @Nullable Throwable keep(PendingCall call, PendingCalls waiting, int limit) {
		return switch (waiting.add(call, limit)) {
			case ADDED -> null;
			case TOO_MANY -> tooMany(call);
			case TOO_LONG -> unavailable(call, "the calls that wait for it to be ready hold limits.max-queued-bytes, "
					+ "%d bytes, already".formatted(this.maxQueuedBytes));
			case CLOSED -> this.reasons.notRunning(call);
		};
	}

	private void send(PendingCall call, RpcConnection connection, WriteMode writing) {
		RpcConnection.Sending sending = connection.send(call, this.maxPendingCalls, writing);
		switch (sending) {
			case SENT -> {
				// The connection settles it
			}
			case TOO_MANY -> call.completeExceptionally(tooMany(call));
			case QUEUE_FULL -> call.completeExceptionally(
					unavailable(call, "it takes its messages too slowly: limits.max-queued-bytes wait already"));
			case CLOSED -> call.completeExceptionally(acceptsNothing(call));
		}
	}

	private Throwable acceptsNothing(PendingCall call) {
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

	/**
	 * Return what calls of a plugin fail with that time out.
	 */
	public static Function<PendingCall, Throwable> timeout(String pluginId) {
		return (call) -> new RpcTimeoutException(pluginId, call.method(), call.timeout());
	}

}
