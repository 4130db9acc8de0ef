package io.pluginhost.worker;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.call.CurrentConfig;
import io.pluginhost.call.PluginCalls;
import io.pluginhost.protocol.ProtocolMessage;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.rpc.RpcFailureException;

/**
 * Brings changed configurations to a process that was initialized with another: by a call
 * where the worker supports it, by a restart where it does not. A configuration that the
 * worker refuses changes nothing. Owned by the worker's loop; completes futures on
 * callback threads.
 */
final class ConfigUpdates {

	private final PluginDefinition definition;

	private final WorkerProtocol protocol;

	private final CurrentConfig config;

	private final PluginCalls calls;

	private final EventQueue events;

	private final Executor callbacks;

	private WorkerState state = WorkerState.STOPPED;

	private List<String> supportedMethods = List.of();

	/** Updates that came while a process was initialized with another configuration. */
	private final ArrayDeque<Update> waiting = new ArrayDeque<>();

	private long received;

	/** The latest update that counts, so that answers may come in any order. */
	private long applied;

	ConfigUpdates(PluginDefinition definition, WorkerProtocol protocol, CurrentConfig config, PluginCalls calls,
			EventQueue events, Executor callbacks) {
		this.definition = definition;
		this.protocol = protocol;
		this.config = config;
		this.calls = calls;
		this.events = events;
		this.callbacks = callbacks;
	}

	/**
	 * Return the configuration for the next process, as a map or as JSON.
	 */
	Object currentConfig() {
		return this.config.get();
	}

	/**
	 * Check, from any thread, that a configuration can be sent at all.
	 * @throws PluginRpcException if it is too long or cannot be written
	 */
	void check(Map<String, @Nullable Object> config) {
		ProtocolMessage change = this.protocol.configChange(config);
		if (change != null) {
			this.calls.checkConfigChange(change);
		}
	}

	/**
	 * Change the configuration.
	 * @param future completes when the worker has it, or its next process will
	 */
	void add(Map<String, @Nullable Object> changed, CompletableFuture<Void> future) {
		Update update = new Update(++this.received, changed, future);
		switch (this.state) {
			case INITIALIZING -> this.waiting.add(update);
			case RUNNING -> send(update);
			default -> finish(update);
		}
	}

	/**
	 * Invoked when the worker enters a state.
	 */
	void entered(WorkerState next) {
		this.state = next;
		if (next != WorkerState.INITIALIZING && next != WorkerState.RUNNING) {
			this.waiting.forEach(this::finish);
			this.waiting.clear();
		}
	}

	/**
	 * Invoked when the process is ready: send what came while it was initialized.
	 * @param supportedMethods the methods that the worker says it supports
	 */
	void running(List<String> supportedMethods) {
		this.supportedMethods = supportedMethods;
		for (Update update = this.waiting.poll(); update != null; update = this.waiting.poll()) {
			send(update);
		}
	}

	private void send(Update update) {
		ProtocolMessage change = this.protocol.configChange(update.config());
		if (change == null || !this.supportedMethods.contains(change.method())) {
			restartWith(update);
			return;
		}
		this.calls.sendConfigChange(change)
			.whenComplete((answer, failure) -> this.events.execute(() -> answered(update, change.method(), failure)));
	}

	private void answered(Update update, String method, @Nullable Throwable failure) {
		if (failure == null) {
			finish(update);
		}
		else if (this.config.isTakenLater(failure)) {
			restartWith(update);
		}
		else {
			this.callbacks.execute(() -> update.future().completeExceptionally(translate(method, failure)));
		}
	}

	private void restartWith(Update update) {
		if (this.state != WorkerState.RUNNING) {
			finish(update);
			return;
		}
		apply(update);
		this.events.handle(LifecycleEvent.stop(null));
		this.events.handle(LifecycleEvent.start(update.future()));
	}

	private void finish(Update update) {
		apply(update);
		this.callbacks.execute(() -> update.future().complete(null));
	}

	private void apply(Update update) {
		if (update.number() > this.applied) {
			this.applied = update.number();
			this.config.set(update.config());
		}
	}

	private Throwable translate(String method, Throwable failure) {
		return (failure instanceof RpcFailureException refusal) ? new PluginRpcException(refusal.error().code(),
				refusal.error().message(), refusal.error().data(), this.definition.id(), method, null) : failure;
	}

	/**
	 * A configuration that the worker is to have.
	 */
	private record Update(long number, Map<String, @Nullable Object> config, CompletableFuture<Void> future) {
	}

}
