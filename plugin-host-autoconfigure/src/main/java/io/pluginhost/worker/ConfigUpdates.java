package io.pluginhost.worker;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.protocol.ProtocolMessage;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.rpc.CallAttachment;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RpcFailureException;
import io.pluginhost.rpc.WriteMode;

/**
 * Brings changed configurations to a process that was told another: by
 * {@code configChanged} where the worker says it supports that, by a restart where it
 * does not. What a worker refuses changes nothing. Owned by the worker's loop; tells
 * callers on callback threads.
 */
final class ConfigUpdates {

	private final PluginDefinition definition;

	private final WorkerServices services;

	private final WorkerProtocol protocol;

	private final CurrentConfig config;

	private final CallIds ids;

	private final CallGate gate;

	private final Executor loop;

	private final Consumer<CompletableFuture<Void>> restart;

	/** What came while a process was being told another configuration. */
	private final ArrayDeque<Update> waiting = new ArrayDeque<>();

	private long received;

	/** The latest update that counts, so that answers may come in any order. */
	private long applied;

	/**
	 * Create the updates of one worker.
	 * @param restart restarts a running worker, and completes the future when it runs
	 */
	ConfigUpdates(PluginDefinition definition, WorkerServices services, WorkerProtocol protocol, CurrentConfig config,
			CallIds ids, CallGate gate, Executor loop, Consumer<CompletableFuture<Void>> restart) {
		this.definition = definition;
		this.services = services;
		this.protocol = protocol;
		this.config = config;
		this.ids = ids;
		this.gate = gate;
		this.loop = loop;
		this.restart = restart;
	}

	/**
	 * Take an update.
	 * @param state what the worker does
	 * @param supported the methods it says it supports
	 */
	void add(Map<String, @Nullable Object> changed, CompletableFuture<Void> future, WorkerState state,
			List<String> supported) {
		Update update = new Update(++this.received, changed, future);
		switch (state) {
			case INITIALIZING -> this.waiting.add(update);
			case RUNNING -> tell(update, supported);
			default -> finish(update);
		}
	}

	/**
	 * Tell a process, now that it runs, what came while it was being initialized.
	 */
	void tell(List<String> supported) {
		for (Update update = this.waiting.poll(); update != null; update = this.waiting.poll()) {
			tell(update, supported);
		}
	}

	/**
	 * There is no process to be told: what came is for the next one.
	 */
	void keep() {
		for (Update update = this.waiting.poll(); update != null; update = this.waiting.poll()) {
			finish(update);
		}
	}

	private void tell(Update update, List<String> supported) {
		ProtocolMessage change = this.protocol.configChange(update.config());
		if (change == null || !supported.contains(change.method())) {
			restartWith(update);
			return;
		}
		PendingCall call = call(change);
		this.config.calling(call);
		this.gate.submit(call, true, WriteMode.BY_WRITER);
		call.whenComplete((answer, failure) -> this.loop.execute(() -> answered(update, change.method(), failure)));
	}

	private PendingCall call(ProtocolMessage change) {
		long id = this.ids.next();
		byte[] line = this.services.codec()
			.encodeRequest(id, change.method(), this.ids.envelope(id, null, null),
					this.services.json().write(change.params()), this.definition.limits().maxMessageSize());
		return PendingCall.ofApplication(id, change.method(), line, this.definition.rpcTimeout(),
				this.services.time().nanoTime(), CallAttachment.NONE);
	}

	private void answered(Update update, String method, @Nullable Throwable failure) {
		if (failure == null) {
			finish(update);
		}
		else if (this.config.isTakenLater(failure)) {
			restartWith(update);
		}
		else {
			this.services.threads()
				.callbacks()
				.execute(() -> update.future().completeExceptionally(translate(method, failure)));
		}
	}

	private void restartWith(Update update) {
		apply(update);
		this.restart.accept(update.future());
	}

	private void finish(Update update) {
		apply(update);
		this.services.threads().callbacks().execute(() -> update.future().complete(null));
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
	 * A configuration that somebody wants the worker to have.
	 */
	private record Update(long number, Map<String, @Nullable Object> config, CompletableFuture<Void> future) {
	}

}
