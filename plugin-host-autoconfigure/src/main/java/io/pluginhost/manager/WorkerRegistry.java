package io.pluginhost.manager;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.InvalidPluginConfigException;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.UnknownPluginException;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;
import io.pluginhost.call.ConfigValidator;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.observation.CallInFlight;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.output.WorkerJournal;
import io.pluginhost.worker.StartPace;
import io.pluginhost.worker.SupervisedPlugin;
import io.pluginhost.worker.WorkerFactory;

/**
 * All registered plugins. Guarded by itself; what takes time is done by the workers.
 */
public final class WorkerRegistry implements PluginWorkerManager, HostedPlugins, AutoCloseable {

	/**
	 * How long the end of a host waits for its listeners to be notified.
	 */
	public static final Duration NEWS_GRACE = Duration.ofSeconds(2);

	/** For a worker that the host does not start by itself. */
	private static final String START_FIRST = "start it first";

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private final WorkerFactory factory;

	private final WorkerListener listener;

	private final ConfigValidator validator;

	private final Timekeeper time;

	private final Executor callbacks;

	private final Duration newsGrace;

	/** Returns for a definition the one that is registered. */
	private final UnaryOperator<PluginDefinition> completion;

	// Guarded by this
	private final Map<String, SupervisedPlugin> plugins = new LinkedHashMap<>();

	// Guarded by this: starts in flight, to be shared by equal definitions
	private final Map<String, Start> starting = new LinkedHashMap<>();

	// Guarded by this: of removed plugins, until their last start is long enough ago
	private final Map<String, StartPace> paces = new HashMap<>();

	// Guarded by this
	private boolean closed;

	/**
	 * Create an empty registry.
	 * @param listener notified of registrations
	 * @param callbacks completes futures
	 * @param completion returns for a definition that is to be started the one that is
	 * registered, of the same id; invoked on the thread that requests the start
	 */
	public WorkerRegistry(WorkerFactory factory, WorkerListener listener, ConfigValidator validator, Timekeeper time,
			Executor callbacks, UnaryOperator<PluginDefinition> completion) {
		this(factory, listener, validator, time, callbacks, completion, NEWS_GRACE);
	}

	WorkerRegistry(WorkerFactory factory, WorkerListener listener, ConfigValidator validator, Timekeeper time,
			Executor callbacks, UnaryOperator<PluginDefinition> completion, Duration newsGrace) {
		this.factory = factory;
		this.listener = listener;
		this.validator = validator;
		this.time = time;
		this.callbacks = callbacks;
		this.completion = completion;
		this.newsGrace = newsGrace;
	}

	/**
	 * Register a plugin without starting it.
	 * @return its worker
	 * @throws IllegalStateException if the id is taken, or the host closed
	 */
	public PluginWorker register(PluginDefinition definition) {
		return register(definition, START_FIRST);
	}

	/**
	 * Register a plugin that the host is going to start.
	 * @param beforeStart what a call that comes before is advised to do
	 * @return its worker
	 * @throws IllegalStateException if the id is taken, or the host closed
	 */
	public PluginWorker register(PluginDefinition definition, String beforeStart) {
		SupervisedPlugin plugin;
		synchronized (this) {
			refuseIfClosed(definition);
			if (this.plugins.containsKey(definition.id())) {
				throw new IllegalStateException("Plugin '%s' is registered already".formatted(definition.id()));
			}
			plugin = this.factory.create(definition, paceOf(definition.id()), beforeStart);
			this.plugins.put(definition.id(), plugin);
		}
		publishRegistration(definition.id());
		return plugin;
	}

	private void publishRegistration(String pluginId) {
		this.listener.onRegistration(this, pluginId);
	}

	@Override
	public Optional<PluginDefinition> findDefinition(String pluginId) {
		return Optional.ofNullable(plugin(pluginId)).map(SupervisedPlugin::currentDefinition);
	}

	@Override
	public String redact(String pluginId, String text) {
		SupervisedPlugin plugin = plugin(pluginId);
		return (plugin != null) ? plugin.redact(text) : text;
	}

	@Override
	public CompletableFuture<PluginWorker> startWorker(PluginDefinition given) {
		PluginDefinition definition = this.completion.apply(given);
		InvalidPluginConfigException invalid = this.validator.check(definition);
		if (invalid != null) {
			return CompletableFuture.failedFuture(invalid);
		}
		SupervisedPlugin plugin;
		CompletableFuture<Void> start = new CompletableFuture<>();
		synchronized (this) {
			refuseIfClosed(definition);
			SupervisedPlugin registered = this.plugins.get(definition.id());
			Start inFlight = this.starting.get(definition.id());
			if (registered != null && inFlight != null
					&& (registered.definition().equals(definition) || inFlight.isOf(given))) {
				return copy(inFlight.outcome(), registered);
			}
			if (registered != null && (inFlight != null || !registered.tryReplace())) {
				throw new IllegalStateException(
						"Plugin '%s' is registered and %s; remove it first".formatted(definition.id(),
								(inFlight != null) ? "being started from another definition" : describe(registered)));
			}
			plugin = this.factory.create(definition, (registered != null) ? registered.pace() : paceOf(definition.id()),
					START_FIRST);
			this.plugins.put(definition.id(), plugin);
			this.starting.put(definition.id(), new Start(given, start));
		}
		publishRegistration(definition.id());
		CompletableFuture<PluginWorker> own = copy(start, plugin);
		plugin.startChecked().whenComplete((started, failure) -> settle(definition.id(), start, failure));
		return own;
	}

	private synchronized void refuseIfClosed(PluginDefinition definition) {
		if (this.closed) {
			throw new IllegalStateException(
					"Plugin '%s' cannot be registered: its host is closed".formatted(definition.id()));
		}
	}

	private static String describe(SupervisedPlugin registered) {
		return registered.isUnkillable() ? "its process survives SIGKILL" : registered.status().toString();
	}

	/**
	 * Settle a start. Its callers can start anew at once.
	 */
	private void settle(String pluginId, CompletableFuture<Void> start, @Nullable Throwable failure) {
		synchronized (this) {
			this.starting.computeIfPresent(pluginId, (id, latest) -> (latest.outcome() == start) ? null : latest);
		}
		if (failure != null) {
			start.completeExceptionally(failure);
		}
		else {
			start.complete(null);
		}
	}

	/**
	 * Every caller has a future of its own.
	 */
	private static CompletableFuture<PluginWorker> copy(CompletableFuture<Void> start, PluginWorker worker) {
		CompletableFuture<PluginWorker> own = new CompletableFuture<>();
		start.whenComplete((done, failure) -> {
			if (failure != null) {
				own.completeExceptionally(failure);
			}
			else {
				own.complete(worker);
			}
		});
		return own;
	}

	@Override
	public CompletableFuture<Void> removeWorker(String pluginId) {
		SupervisedPlugin plugin = plugin(pluginId);
		if (plugin == null) {
			return CompletableFuture.completedFuture(null);
		}
		CompletableFuture<Void> removed = plugin.close("has been removed").thenAccept((stopped) -> forget(plugin));
		// The caller's own: cancelling it must not keep the plugin from being forgotten
		return removed.copy();
	}

	/**
	 * Remove a plugin, unless another was registered under its id meanwhile, or its
	 * process is still there, which must remain visible.
	 */
	private void forget(SupervisedPlugin plugin) {
		if (plugin.isUnkillable()) {
			throw new IllegalStateException(
					"Plugin '%s' is stopped but not removed, because its process survives SIGKILL"
						.formatted(plugin.pluginId()));
		}
		synchronized (this) {
			if (this.plugins.remove(plugin.pluginId(), plugin)) {
				this.paces.put(plugin.pluginId(), plugin.pace());
				forgetPaces();
			}
		}
		publishRegistration(plugin.pluginId());
		plugin.dispatcher().endStreams();
	}

	/**
	 * A plugin that is removed and registered again keeps the pace of its starts.
	 */
	private synchronized StartPace paceOf(String pluginId) {
		forgetPaces();
		StartPace pace = this.paces.remove(pluginId);
		return (pace != null) ? pace : new StartPace(Duration.ZERO);
	}

	private synchronized void forgetPaces() {
		long now = this.time.nanoTime();
		this.paces.values().removeIf((pace) -> pace.isOver(now));
	}

	@Override
	public PluginWorker getWorker(String pluginId) {
		return known(pluginId);
	}

	private SupervisedPlugin known(String pluginId) {
		SupervisedPlugin plugin = plugin(pluginId);
		if (plugin != null) {
			return plugin;
		}
		synchronized (this) {
			throw new UnknownPluginException(pluginId, this.plugins.keySet());
		}
	}

	@Override
	public Optional<PluginWorker> findWorker(String pluginId) {
		return Optional.ofNullable(plugin(pluginId));
	}

	@Override
	public synchronized List<PluginWorker> getWorkers() {
		return List.copyOf(this.plugins.values());
	}

	@Override
	public boolean isRunning(String pluginId) {
		SupervisedPlugin plugin = plugin(pluginId);
		return plugin != null && plugin.status() == WorkerStatus.RUNNING;
	}

	@Override
	public CompletableFuture<Void> stopAll() {
		return inOrder(all(), SupervisedPlugin::stop);
	}

	@Override
	public CompletableFuture<Void> updateConfig(String pluginId, Map<String, ? extends @Nullable Object> config) {
		return known(pluginId).updateConfig(config);
	}

	@Override
	public List<WorkerDiagnostics> diagnostics() {
		return getWorkers().stream().map(PluginWorker::diagnostics).toList();
	}

	@Override
	public List<CallInFlight> callsInFlight(String pluginId) {
		SupervisedPlugin plugin = plugin(pluginId);
		return (plugin != null) ? plugin.callsInFlight() : List.of();
	}

	@Override
	public boolean isMeantToRun(PluginWorker worker) {
		SupervisedPlugin plugin = plugin(worker.pluginId());
		return plugin != null && plugin.isMeantToRun();
	}

	@Override
	public Supplier<CompletableFuture<Void>> prepareStart(PluginWorker worker) {
		SupervisedPlugin plugin = plugin(worker.pluginId());
		return (plugin == worker) ? plugin.prepareStart() : worker::start;
	}

	@Override
	public Optional<WorkerJournal> findJournal(String pluginId) {
		return Optional.ofNullable(plugin(pluginId)).map((plugin) -> plugin.dispatcher().journal());
	}

	@Override
	public CompletableFuture<Void> newsTold() {
		CompletableFuture<Void> delivered = allOf(all(), (plugin) -> plugin.dispatcher().flushed());
		Timekeeper.Alarm grace = this.time.schedule(this.newsGrace,
				() -> this.callbacks.execute(() -> delivered.complete(null)));
		delivered.whenComplete((done, failure) -> grace.cancel());
		return delivered;
	}

	/**
	 * Stop what still runs, for good, and wait for it, at the longest as long as a stop
	 * may take; then wait for listeners to be notified, for as long as
	 * {@link #NEWS_GRACE}. Afterwards every future is settled, nothing can be started,
	 * and listeners are no longer notified.
	 */
	@Override
	public void close() {
		List<SupervisedPlugin> all;
		synchronized (this) {
			this.closed = true;
			all = all();
		}
		Duration slack = Duration.ofSeconds(1).plus(SupervisedPlugin.STDIN_GRACE.multipliedBy(all.size()));
		if (!isDoneWithin(order(all).longest().plus(slack),
				inOrder(all, (plugin) -> plugin.close("belongs to a closed host")))) {
			logger.error("Not all plugins could be stopped");
		}
		all.forEach(SupervisedPlugin::failPending);
		isDoneWithin(this.newsGrace, allOf(all, (plugin) -> plugin.dispatcher().flushed()));
		all.forEach((plugin) -> plugin.dispatcher().close());
	}

	private static boolean isDoneWithin(Duration patience, CompletableFuture<Void> future) {
		try {
			future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException | TimeoutException ex) {
			return false;
		}
	}

	private static CompletableFuture<Void> inOrder(List<SupervisedPlugin> plugins,
			Function<SupervisedPlugin, CompletableFuture<Void>> stop) {
		Map<String, SupervisedPlugin> byId = new LinkedHashMap<>();
		plugins.forEach((plugin) -> byId.put(plugin.pluginId(), plugin));
		return order(plugins).stop((pluginId) -> stop.apply(Objects.requireNonNull(byId.get(pluginId))));
	}

	private static StopOrder order(Collection<SupervisedPlugin> plugins) {
		return new StopOrder(plugins.stream().map(SupervisedPlugin::definition).toList());
	}

	private static CompletableFuture<Void> allOf(List<SupervisedPlugin> plugins,
			Function<SupervisedPlugin, CompletableFuture<Void>> action) {
		return CompletableFuture.allOf(plugins.stream().map(action).toArray(CompletableFuture<?>[]::new));
	}

	private synchronized List<SupervisedPlugin> all() {
		return List.copyOf(this.plugins.values());
	}

	private synchronized @Nullable SupervisedPlugin plugin(String pluginId) {
		return this.plugins.get(pluginId);
	}

	/**
	 * A start in flight.
	 *
	 * @param given the definition as it was given
	 * @param outcome how the start went
	 */
	private record Start(PluginDefinition given, CompletableFuture<Void> outcome) {

		/**
		 * Whether the same was given: a customizer may make another of it each time.
		 */
		boolean isOf(PluginDefinition definition) {
			return this.given.equals(definition)
					&& this.given.explicitKeys().names().equals(definition.explicitKeys().names());
		}

	}

}
