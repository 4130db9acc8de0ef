package io.pluginhost.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

import io.pluginhost.InvalidPluginConfigException;
import io.pluginhost.PluginCall;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorker;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;
import io.pluginhost.observation.CallInFlight;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.rpc.MessageTooLargeException;

/**
 * A registered plugin: turns what applications ask for into things that happen to its
 * worker, and what is known of the worker into what applications see. Guarded by itself.
 */
final class SupervisedPlugin implements PluginWorker, OperatorControls {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private final PluginDefinition definition;

	private final WorkerServices services;

	private final Worker worker;

	// Guarded by this: whether a start was asked for last, and not a stop
	private boolean meantToRun;

	// Guarded by this: how often a stop was asked for
	private long stops;

	SupervisedPlugin(PluginDefinition definition, WorkerServices services, StartPace pace) {
		this.definition = definition;
		this.services = services;
		this.worker = new Worker(definition, services, pace);
	}

	PluginDefinition definition() {
		return this.definition;
	}

	/**
	 * The definition with the configuration as it is now.
	 */
	PluginDefinition currentDefinition() {
		return this.worker.config().applyTo(this.definition);
	}

	Worker worker() {
		return this.worker;
	}

	@Override
	public String pluginId() {
		return this.definition.id();
	}

	@Override
	public WorkerStatus status() {
		return this.worker.snapshot().status();
	}

	@Override
	public List<String> supportedMethods() {
		return this.worker.snapshot().supportedMethods();
	}

	@Override
	public CompletableFuture<Void> start() {
		return start(false);
	}

	@Override
	public CompletableFuture<Void> startByOperator() {
		return start(true);
	}

	private CompletableFuture<Void> start(boolean byOperator) {
		InvalidPluginConfigException invalid = checkForStart();
		return (invalid != null) ? CompletableFuture.failedFuture(invalid) : startChecked(byOperator);
	}

	@Override
	public void standBy() {
		InvalidPluginConfigException invalid = checkForStart();
		if (invalid != null) {
			throw invalid;
		}
		ask(true, WorkerSignal.standBy());
	}

	@Override
	public CompletableFuture<Void> stop() {
		CompletableFuture<Void> future = new CompletableFuture<>();
		ask(false, WorkerSignal.stop(future));
		return future;
	}

	@Override
	public CompletableFuture<Void> restart() {
		return restart(false);
	}

	@Override
	public CompletableFuture<Void> restartByOperator() {
		return restart(true);
	}

	private CompletableFuture<Void> restart(boolean byOperator) {
		InvalidPluginConfigException invalid = checkForStart();
		if (invalid != null) {
			return CompletableFuture.failedFuture(invalid);
		}
		CompletableFuture<Void> future = new CompletableFuture<>();
		ask(true, WorkerSignal.stop(null), WorkerSignal.start(future, byOperator));
		return future;
	}

	/**
	 * Change the configuration.
	 * @return completes when the worker has it, or will have it from its next start
	 */
	CompletableFuture<Void> updateConfig(Map<String, ? extends @Nullable Object> config) {
		PluginDefinition updated = this.definition.withConfig(config);
		InvalidPluginConfigException invalid = this.services.check(updated);
		if (invalid != null) {
			return CompletableFuture.failedFuture(invalid);
		}
		Map<String, @Nullable Object> changed = updated.config();
		try {
			// Nothing changes to what no process could ever be told
			this.services.codec()
				.encodeRequest(Long.MAX_VALUE, CurrentConfig.CONFIG_CHANGED,
						this.worker.ids().invocation(Long.MAX_VALUE, null, null),
						CurrentConfig.params(changed, this.services.codec()),
						this.definition.limits().maxMessageSize());
		}
		catch (MessageTooLargeException | JacksonException ex) {
			return CompletableFuture.failedFuture(new PluginRpcException(RpcErrorCodes.INVALID_PARAMS,
					"Configuration cannot be sent to plugin '%s': %s".formatted(pluginId(), ex.getMessage()), null,
					pluginId(), CurrentConfig.CONFIG_CHANGED, ex));
		}
		CompletableFuture<Void> future = new CompletableFuture<>();
		this.worker.configure(changed, future);
		return future;
	}

	/**
	 * Return a start to be made later, which a stop asked for before then calls off. It
	 * is the application's own, and waits for nothing, as an operator's.
	 */
	synchronized Supplier<CompletableFuture<Void>> prepareStart() {
		long before = this.stops;
		return () -> startUnlessStoppedSince(before);
	}

	private CompletableFuture<Void> startUnlessStoppedSince(long before) {
		InvalidPluginConfigException invalid = checkForStart();
		if (invalid != null) {
			return CompletableFuture.failedFuture(invalid);
		}
		synchronized (this) {
			return (this.stops == before) ? startChecked(true)
					: CompletableFuture.failedFuture(new IllegalStateException(
							"Plugin '%s' was stopped before it could be started".formatted(pluginId())));
		}
	}

	/**
	 * Start the worker with a configuration that has been checked.
	 */
	CompletableFuture<Void> startChecked() {
		return startChecked(false);
	}

	private CompletableFuture<Void> startChecked(boolean byOperator) {
		CompletableFuture<Void> future = new CompletableFuture<>();
		ask(true, WorkerSignal.start(future, byOperator));
		return future;
	}

	/**
	 * Check what a start that is asked for would tell the worker. Whoever asked may not
	 * look, so it is logged.
	 */
	private @Nullable InvalidPluginConfigException checkForStart() {
		InvalidPluginConfigException invalid = this.services.check(currentDefinition());
		if (invalid != null) {
			logger.error("Plugin '{}' is not started. {}", pluginId(), invalid.getMessage());
		}
		return invalid;
	}

	/**
	 * Under the guard, so that what was asked last is what the worker is told last.
	 */
	private synchronized void ask(boolean toRun, WorkerSignal... signals) {
		this.meantToRun = toRun;
		this.stops += toRun ? 0 : 1;
		this.worker.tell(signals);
	}

	/**
	 * Whether a start was asked for last, whatever has become of it.
	 */
	synchronized boolean isMeantToRun() {
		return this.meantToRun;
	}

	/**
	 * Stop for good: nothing starts this worker any more.
	 * @param reason why, for whoever tries
	 */
	CompletableFuture<Void> retire(String reason) {
		CompletableFuture<Void> future = new CompletableFuture<>();
		this.worker.retire(reason, future);
		return future;
	}

	/**
	 * Settle what waits for a process that does not end.
	 */
	void abandon() {
		Incarnation incarnation = this.worker.snapshot().incarnation();
		if (incarnation != null && !incarnation.hasExited()) {
			incarnation.abandon();
		}
	}

	/**
	 * Whether a process is left that even SIGKILL did not end.
	 */
	boolean isStuck() {
		WorkerSnapshot worker = this.worker.snapshot();
		return worker.status() == WorkerStatus.STOPPED && worker.incarnation() != null
				&& !worker.incarnation().hasExited();
	}

	@Override
	public PluginCall call(String method) {
		return new WorkerCall(this.definition, method, this.worker, this.services);
	}

	@Override
	public void send(String method, @Nullable Object params) {
		byte[] line = Outgoing.encode(this.definition, method, "send a map or a record that has it",
				() -> this.services.codec()
					.encodeNotification(method, params, this.definition.limits().maxMessageSize()));
		Incarnation incarnation = this.worker.gate().current();
		if (incarnation == null || !incarnation.connection().notify(line)) {
			logger.debug("Plugin '{}' is {} and does not get notification '{}'", pluginId(), status(), method);
		}
	}

	@Override
	public WorkerDiagnostics diagnostics() {
		WorkerSnapshot worker = this.worker.snapshot();
		Duration uptime = worker.uptime(this.services.time().nanoTime());
		Incarnation incarnation = worker.incarnation();
		int pending = this.worker.gate().waiting() + callsInFlight().size();
		ProcessExit exit = worker.lastExit();
		Instant nextRestartAt = worker.nextRestartAt();
		return new WorkerDiagnostics(pluginId(), worker.status(), worker.pid(), uptime, worker.generation(),
				worker.consecutiveCrashes(uptime, this.definition.restart().resetAfter()), worker.totalCrashes(),
				worker.totalRestarts(), pending, worker.lastCrashAt(), worker.lastCrashReason(),
				(exit != null) ? exit.code() : null, (exit != null) ? exit.signal() : null, nextRestartAt,
				worker.supportedMethods(), worker.health(), memory(worker), stderrExcerpt(incarnation),
				(incarnation != null) ? incarnation.messages().pausedFor() : null);
	}

	List<CallInFlight> callsInFlight() {
		Incarnation incarnation = this.worker.snapshot().incarnation();
		return (incarnation != null) ? incarnation.callsInFlight() : List.of();
	}

	private static @Nullable Long memory(WorkerSnapshot worker) {
		Incarnation incarnation = worker.incarnation();
		return (incarnation != null && worker.pid() != null) ? incarnation.memory().read() : null;
	}

	private static @Nullable String stderrExcerpt(@Nullable Incarnation incarnation) {
		String excerpt = (incarnation != null) ? incarnation.stderrExcerpt() : "";
		return excerpt.isEmpty() ? null : excerpt;
	}

	@Override
	public String toString() {
		return "Plugin '%s' (%s)".formatted(pluginId(), status());
	}

}
