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

import io.pluginhost.InvalidPluginConfigException;
import io.pluginhost.PluginCall;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;
import io.pluginhost.call.CurrentConfig;
import io.pluginhost.call.PluginCalls;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.observation.CallInFlight;
import io.pluginhost.output.EventDispatcher;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.session.ProcessSession;

/**
 * A registered plugin: posts the requests of applications to its worker, and shows the
 * worker's snapshot to applications. A plugin has one worker, whose process, health and
 * crashes its diagnostics show. Guarded by itself.
 */
public final class SupervisedPlugin implements PluginWorker, OperatorControls {

	/** How long the end of stdin may take effect before SIGTERM is sent. */
	public static final Duration STDIN_GRACE = StateDeadlines.STDIN_GRACE;

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private final PluginDefinition definition;

	private final Worker worker;

	private final Supplier<WorkerSnapshot> snapshot;

	private final StartPace pace;

	private final PluginCalls calls;

	private final CurrentConfig config;

	private final Secrets secrets;

	private final EventDispatcher dispatcher;

	private final Timekeeper time;

	// Guarded by this: whether a start was requested last, and not a stop
	private boolean meantToRun;

	// Guarded by this: how many stops have been requested
	private long stops;

	SupervisedPlugin(PluginDefinition definition, Worker worker, Supplier<WorkerSnapshot> snapshot, StartPace pace,
			PluginCalls calls, CurrentConfig config, Secrets secrets, EventDispatcher dispatcher, Timekeeper time) {
		this.definition = definition;
		this.worker = worker;
		this.snapshot = snapshot;
		this.pace = pace;
		this.calls = calls;
		this.config = config;
		this.secrets = secrets;
		this.dispatcher = dispatcher;
		this.time = time;
	}

	public PluginDefinition definition() {
		return this.definition;
	}

	/**
	 * Return the definition with the present configuration.
	 */
	public PluginDefinition currentDefinition() {
		return this.config.definition();
	}

	Worker worker() {
		return this.worker;
	}

	/**
	 * Return a text without the secrets of the plugin.
	 */
	public String redact(String text) {
		return this.secrets.redact(text);
	}

	/**
	 * Return the pace of starts, for the plugin that replaces this one once it is
	 * stopped.
	 */
	public StartPace pace() {
		return this.pace;
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
		return this.snapshot.get().status();
	}

	@Override
	public List<String> supportedMethods() {
		return this.snapshot.get().supportedMethods();
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
		request(true, LifecycleEvent.standBy());
	}

	@Override
	public CompletableFuture<Void> stop() {
		CompletableFuture<Void> future = new CompletableFuture<>();
		request(false, LifecycleEvent.stop(future));
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
		request(true, LifecycleEvent.stop(null), LifecycleEvent.start(future, byOperator));
		return future;
	}

	/**
	 * Change the configuration.
	 * @return completes when the worker has it, or will have it from its next start
	 */
	public CompletableFuture<Void> updateConfig(Map<String, ? extends @Nullable Object> config) {
		Map<String, @Nullable Object> changed = this.definition.withConfig(config).config();
		InvalidPluginConfigException invalid = this.config.validate(changed);
		if (invalid != null) {
			return CompletableFuture.failedFuture(invalid);
		}
		CompletableFuture<Void> future = new CompletableFuture<>();
		try {
			this.worker.updateConfig(changed, future);
		}
		catch (PluginRpcException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		return future;
	}

	/**
	 * Return a start to be made later, which a stop that is requested before then
	 * cancels. It is the application's own, and waits for nothing, as an operator's.
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
		request(true, LifecycleEvent.start(future, byOperator));
		return future;
	}

	/**
	 * Check the configuration before a start. A mistake is logged too, as the caller may
	 * not look at the outcome.
	 */
	private @Nullable InvalidPluginConfigException checkForStart() {
		InvalidPluginConfigException invalid = this.config.validate();
		if (invalid != null) {
			logger.error("Plugin '{}' is not started. {}", pluginId(), invalid.getMessage());
		}
		return invalid;
	}

	/**
	 * Post a request. Under the guard, so that the latest request is posted last.
	 */
	private synchronized void request(boolean toRun, LifecycleEvent... events) {
		this.meantToRun = toRun;
		this.stops += toRun ? 0 : 1;
		this.worker.post(events);
	}

	/**
	 * Return whether a start was requested last, whatever has become of it.
	 */
	public synchronized boolean isMeantToRun() {
		return this.meantToRun;
	}

	/**
	 * Stop for good: the worker cannot be started any more.
	 * @param reason why, in words that continue the name of the plugin
	 */
	public CompletableFuture<Void> close(String reason) {
		CompletableFuture<Void> future = new CompletableFuture<>();
		this.worker.close(reason, future);
		return future;
	}

	/**
	 * Fail the calls that wait for a process that does not end.
	 */
	public void failPending() {
		ProcessSession session = this.snapshot.get().session();
		if (session != null && !session.hasExited()) {
			session.failPending();
		}
	}

	/**
	 * Return whether a process is left that even SIGKILL did not end.
	 */
	public boolean isUnkillable() {
		WorkerSnapshot worker = this.snapshot.get();
		return worker.status() == WorkerStatus.STOPPED && worker.session() != null && !worker.session().hasExited();
	}

	/**
	 * Return where the worker's output and events go.
	 */
	public EventDispatcher dispatcher() {
		return this.dispatcher;
	}

	@Override
	public PluginCall call(String method) {
		return this.calls.call(method);
	}

	@Override
	public void send(String method, @Nullable Object params) {
		if (!this.calls.send(method, params)) {
			logger.debug("Plugin '{}' is {} and does not get notification '{}'", pluginId(), status(), method);
		}
	}

	@Override
	public WorkerDiagnostics diagnostics() {
		WorkerSnapshot worker = this.snapshot.get();
		Duration uptime = worker.uptime(this.time.nanoTime());
		ProcessSession session = worker.session();
		int pending = this.calls.waiting() + callsInFlight().size();
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
		ProcessSession session = this.snapshot.get().session();
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
