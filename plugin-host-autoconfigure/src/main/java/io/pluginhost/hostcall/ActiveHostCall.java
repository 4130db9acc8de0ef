package io.pluginhost.hostcall;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.handler.HostCall;
import io.pluginhost.redaction.PrintableThrowable;

/**
 * A call of a worker to the host, from its arrival to its answer. Guarded by itself; runs
 * no foreign code while guarded.
 */
public final class ActiveHostCall implements HostCall {

	private static final Logger logger = LoggerFactory.getLogger(ActiveHostCall.class);

	private final String pluginId;

	private final String method;

	private final long generation;

	private final @Nullable String companyId;

	private final Instant deadline;

	private final Executor callbacks;

	// Guarded by this
	private final List<Runnable> onCancel = new ArrayList<>();

	// Guarded by this
	private boolean cancelled;

	// Guarded by this: the thread to interrupt, while an interruptible handler runs
	private @Nullable Thread interruptible;

	ActiveHostCall(String pluginId, String method, long generation, @Nullable String companyId, Instant deadline,
			Executor callbacks) {
		this.pluginId = pluginId;
		this.method = method;
		this.generation = generation;
		this.companyId = companyId;
		this.deadline = deadline;
		this.callbacks = callbacks;
	}

	@Override
	public String pluginId() {
		return this.pluginId;
	}

	@Override
	public String method() {
		return this.method;
	}

	@Override
	public long generation() {
		return this.generation;
	}

	@Override
	public @Nullable String companyId() {
		return this.companyId;
	}

	@Override
	public String requireScope() {
		if (this.companyId == null) {
			throw new PluginRpcException(RpcErrorCodes.SCOPE_DENIED,
					"'%s' must be called from inside a call that is limited to a company".formatted(this.method), null);
		}
		return this.companyId;
	}

	@Override
	public Instant deadline() {
		return this.deadline;
	}

	@Override
	public synchronized boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public void onCancel(Runnable action) {
		synchronized (this) {
			if (!this.cancelled) {
				this.onCancel.add(action);
				return;
			}
		}
		action.run();
	}

	/**
	 * Cancel the call and notify the handler, on callback threads.
	 */
	public void cancel() {
		List<Runnable> actions;
		synchronized (this) {
			if (this.cancelled) {
				return;
			}
			this.cancelled = true;
			actions = List.copyOf(this.onCancel);
			if (this.interruptible != null) {
				this.interruptible.interrupt();
			}
		}
		if (!actions.isEmpty()) {
			this.callbacks.execute(() -> actions.forEach(this::notifyHandler));
		}
	}

	private void notifyHandler(Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("The handler of '{}' for plugin '{}' failed to process its cancellation", this.method,
					this.pluginId, PrintableThrowable.of(ex));
		}
	}

	/**
	 * Have a cancellation interrupt the current thread, until {@link #handled()}.
	 */
	synchronized void interruptThisThread() {
		this.interruptible = Thread.currentThread();
		if (this.cancelled) {
			this.interruptible.interrupt();
		}
	}

	/**
	 * Invoked when the handler has returned: the thread must not be interrupted in its
	 * next task.
	 */
	synchronized void handled() {
		if (this.interruptible != null) {
			this.interruptible = null;
			Thread.interrupted();
		}
	}

}
