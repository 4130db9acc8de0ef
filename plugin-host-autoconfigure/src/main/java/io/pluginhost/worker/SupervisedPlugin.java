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
import io.pluginhost.json.MessageTooLargeException;
import io.pluginhost.observation.CallInFlight;
import io.pluginhost.output.WorkerJournal;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.protocol.ProtocolMessage;

/**
 * A registered plugin: turns what applications ask for into things that happen to its
 * worker, and what is known of the worker into what applications see. Guarded by itself.
 */
public final class SupervisedPlugin implements PluginWorker, OperatorControls {

	/** How long the end of stdin may take effect before SIGTERM is sent. */
	public static final Duration STDIN_GRACE = Worker.STDIN_GRACE;

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private final PluginDefinition definition;

	private final WorkerServices services;

	private final Worker worker;

	// Guarded by this: whether a start was asked for last, and not a stop
	private boolean meantToRun;

	// Guarded by this: how often a stop was asked for
	private long stops;

	/**
	 * Create a plugin that does not run.
	 * @param pace the pace of starts of the worker that it replaces, which is not used
	 * any more
	 */
	public SupervisedPlugin(PluginDefinition definition, WorkerServices services, StartPace pace) {
		this.definition = definition;
		this.services = services;
		this.worker = new Worker(definition, services, pace);
	}

	public PluginDefinition definition() {
		return this.definition;
	}

	/**
	 * Return the definition with the configuration as it is now.
	 */
	public PluginDefinition currentDefinition() {
		return this.worker.config().applyTo(this.definition);
	}

	Worker worker() {
		return this.worker;
	}

	/**
	 * Set what a call that comes before the first start is told to do.
	 */
	public void adviseBeforeStart(String advice) {
		this.worker.gate().neverStarted(advice);
	}

	/**
	 * Return a text without the secrets of the plugin.
	 */
	public String redact(String text) {
		return this.worker.secrets().redact(text);
	}

	/**
	 * Return the pace of starts, for the plugin that replaces this one once it is
	 * stopped.
	 */
	public StartPace pace() {
		return this.worker.pace();
	}

	/**
	 * Prevent any further start, for a plugin that replaces this one.
	 * @return whether that is so: not if the worker is anything but stopped
	 */
	public boolean tryReplace() {
		return this.worker.tryReplace();
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
		ask(true, LifecycleEvent.standBy());
	}

	@Override
	public CompletableFuture<Void> stop() {
		CompletableFuture<Void> future = new CompletableFuture<>();
		ask(false, LifecycleEvent.stop(future));
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
		ask(true, LifecycleEvent.stop(null), LifecycleEvent.start(future, byOperator));
		return future;
	}

	/**
	 * Change the configuration.
	 * @return completes when the worker has it, or will have it from its next start
	 */
	public CompletableFuture<Void> updateConfig(Map<String, ? extends @Nullable Object> config) {
		PluginDefinition updated = this.definition.withConfig(config);
		InvalidPluginConfigException invalid = this.services.check(updated);
		if (invalid != null) {
			return CompletableFuture.failedFuture(invalid);
		}
		Map<String, @Nullable Object> changed = updated.config();
		ProtocolMessage change = this.worker.protocol().configChange(changed);
		PluginRpcException unsendable = (change != null) ? unsendable(change) : null;
		if (unsendable != null) {
			return CompletableFuture.failedFuture(unsendable);
		}
		CompletableFuture<Void> future = new CompletableFuture<>();
		this.worker.configure(changed, future);
		return future;
	}

	/**
	 * No process could ever have such a configuration, so nothing changes.
	 */
	private @Nullable PluginRpcException unsendable(ProtocolMessage change) {
		try {
			this.services.codec()
				.encodeRequest(Long.MAX_VALUE, change.method(), this.worker.ids().envelope(Long.MAX_VALUE, null, null),
						this.services.json().write(change.params()), this.definition.limits().maxMessageSize());
			return null;
		}
		catch (MessageTooLargeException | JacksonException ex) {
			return new PluginRpcException(RpcErrorCodes.INVALID_PARAMS,
					"Configuration cannot be sent to plugin '%s': %s".formatted(pluginId(), ex.getMessage()), null,
					pluginId(), change.method(), ex);
		}
	}

	/**
	 * Return a start to be made later, which a stop asked for before then calls off. It
	 * is the application's own, and waits for nothing, as an operator's.
	 */
	public synchronized Supplier<CompletableFuture<Void>> prepareStart() {
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
	public CompletableFuture<Void> startChecked() {
		return startChecked(false);
	}

	private CompletableFuture<Void> startChecked(boolean byOperator) {
		CompletableFuture<Void> future = new CompletableFuture<>();
		ask(true, LifecycleEvent.start(future, byOperator));
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
	private synchronized void ask(boolean toRun, LifecycleEvent... events) {
		this.meantToRun = toRun;
		this.stops += toRun ? 0 : 1;
		this.worker.post(events);
	}

	/**
	 * Whether a start was asked for last, whatever has become of it.
	 */
	public synchronized boolean isMeantToRun() {
		return this.meantToRun;
	}

	/**
	 * Stop for good: nothing starts this worker any more.
	 * @param reason why, for whoever tries
	 */
	public CompletableFuture<Void> close(String reason) {
		CompletableFuture<Void> future = new CompletableFuture<>();
		this.worker.close(reason, future);
		return future;
	}

	/**
	 * Settle what waits for a process that does not end.
	 */
	public void failPending() {
		ProcessSession session = this.worker.snapshot().session();
		if (session != null && !session.hasExited()) {
			session.failPending();
		}
	}

	/**
	 * Whether a process is left that even SIGKILL did not end.
	 */
	public boolean isUnkillable() {
		WorkerSnapshot worker = this.worker.snapshot();
		return worker.status() == WorkerStatus.STOPPED && worker.session() != null && !worker.session().hasExited();
	}

	/**
	 * Return what the worker has been through recently.
	 */
	public WorkerJournal journal() {
		return this.worker.dispatcher().journal();
	}

	/**
	 * End the streams that are open, as the plugin is removed.
	 */
	public void endStreams() {
		this.worker.dispatcher().endStreams();
	}

	/**
	 * Return when listeners have been notified of all that has happened until now.
	 */
	public CompletableFuture<Void> eventsDelivered() {
		return this.worker.dispatcher().flushed();
	}

	/**
	 * Stop notifying listeners.
	 */
	public void closeListeners() {
		this.worker.dispatcher().close();
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
		ProcessSession session = this.worker.gate().current();
		if (session == null || !session.connection().notify(line)) {
			logger.debug("Plugin '{}' is {} and does not get notification '{}'", pluginId(), status(), method);
		}
	}

	@Override
	public WorkerDiagnostics diagnostics() {
		WorkerSnapshot worker = this.worker.snapshot();
		Duration uptime = worker.uptime(this.services.time().nanoTime());
		ProcessSession session = worker.session();
		int pending = this.worker.gate().waiting() + callsInFlight().size();
		ProcessExit exit = worker.lastExit();
		Instant nextRestartAt = worker.nextRestartAt();
		return new WorkerDiagnostics(pluginId(), worker.status(), worker.pid(), uptime, worker.generation(),
				worker.consecutiveCrashes(uptime, this.definition.restart().resetAfter()), worker.totalCrashes(),
				worker.totalRestarts(), pending, worker.lastCrashAt(), worker.lastCrashReason(),
				(exit != null) ? exit.code() : null, (exit != null) ? exit.signal() : null, nextRestartAt,
				worker.supportedMethods(), worker.health(), memory(worker), stderrExcerpt(session),
				(session != null) ? session.messages().pausedFor() : null);
	}

	public List<CallInFlight> callsInFlight() {
		ProcessSession session = this.worker.snapshot().session();
		return (session != null) ? session.callsInFlight() : List.of();
	}

	private static @Nullable Long memory(WorkerSnapshot worker) {
		ProcessSession session = worker.session();
		return (session != null && worker.pid() != null) ? session.memory().read() : null;
	}

	private static @Nullable String stderrExcerpt(@Nullable ProcessSession session) {
		String excerpt = (session != null) ? session.stderrExcerpt() : "";
		return excerpt.isEmpty() ? null : excerpt;
	}

	@Override
	public String toString() {
		return "Plugin '%s' (%s)".formatted(pluginId(), status());
	}

}
