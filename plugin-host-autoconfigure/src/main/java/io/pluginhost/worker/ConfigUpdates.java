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
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RpcFailureException;
import io.pluginhost.rpc.Writing;

/**
 * Brings changed configurations to a process that was told another: by
 * {@code configChanged} where the worker says it supports that, by a restart where it
 * does not. What a worker refuses changes nothing. Owned by the worker's loop; tells
 * callers on callback threads.
 */
final class ConfigUpdates {

	private final PluginDefinition definition;

	private final WorkerServices services;

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
	ConfigUpdates(PluginDefinition definition, WorkerServices services, CurrentConfig config, CallIds ids,
			CallGate gate, Executor loop, Consumer<CompletableFuture<Void>> restart) {
		this.definition = definition;
		this.services = services;
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
		if (!supported.contains(CurrentConfig.CONFIG_CHANGED)) {
			restartWith(update);
			return;
		}
		PendingCall call = call(update);
		this.config.calling(call);
		this.gate.submit(call, true, Writing.BY_WRITER);
		call.whenComplete((answer, failure) -> this.loop.execute(() -> answered(update, failure)));
	}

	private PendingCall call(Update update) {
		long id = this.ids.next();
		byte[] line = this.services.codec()
			.encodeRequest(id, CurrentConfig.CONFIG_CHANGED, this.ids.invocation(id, null, null),
					CurrentConfig.params(update.config(), this.services.json()),
					this.definition.limits().maxMessageSize());
		return new PendingCall(id, CurrentConfig.CONFIG_CHANGED, line, this.definition.rpcTimeout(),
				this.services.time().nanoTime(), null, null);
	}

	private void answered(Update update, @Nullable Throwable failure) {
		if (failure == null) {
			finish(update);
		}
		else if (CurrentConfig.isTakenLater(failure)) {
			restartWith(update);
		}
		else {
			this.services.threads()
				.callbacks()
				.execute(() -> update.future().completeExceptionally(translate(failure)));
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

	private Throwable translate(Throwable failure) {
		return (failure instanceof RpcFailureException refusal)
				? new PluginRpcException(refusal.error().code(), refusal.error().message(), refusal.error().data(),
						this.definition.id(), CurrentConfig.CONFIG_CHANGED, null)
				: failure;
	}

	/**
	 * A configuration that somebody wants the worker to have.
	 */
	private record Update(long number, Map<String, @Nullable Object> config, CompletableFuture<Void> future) {
	}

}
