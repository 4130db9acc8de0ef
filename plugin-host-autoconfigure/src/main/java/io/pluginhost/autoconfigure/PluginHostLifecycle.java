package io.pluginhost.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.manager.StopOrder;
import io.pluginhost.manager.WorkerRegistry;

/**
 * Starts the configured plugins with the application and stops all plugins with it, in
 * parallel as far as they do not depend on each other: after the web server has answered
 * its last request. Lazy plugins are only prepared for their first call. Listeners are
 * notified, for at most {@link WorkerRegistry#NEWS_GRACE}, before beans are destroyed. A
 * context that is started again after a stop starts the plugins that were meant to run.
 *
 * @see "docs/decisions/host-end.md"
 */
final class PluginHostLifecycle implements SmartLifecycle {

	/**
	 * After the phases in which Boot's web servers stop taking and answering requests.
	 */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 3072;

	private static final Logger logger = LoggerFactory.getLogger(PluginHostLifecycle.class);

	private final PluginWorkerManager manager;

	private final List<PluginDefinition> definitions;

	/** Contains secrets that may appear in command lines. */
	private final Map<String, String> given;

	private final PluginHostProperties.Startup startup;

	private final Duration phaseTimeout;

	private final Predicate<PluginWorker> isMeantToRun;

	private final Supplier<CompletableFuture<Void>> newsTold;

	private final StartupQueue queue;

	private final Set<String> lazy;

	// Guarded by this
	private final Set<String> meantToRun = new LinkedHashSet<>();

	// Guarded by this
	private boolean running;

	/**
	 * Create the lifecycle.
	 * @param isMeantToRun returns whether the last request for a plugin was to start it
	 * @param prepareStart returns the start of a plugin, which is executed later
	 * @param newsTold returns a future that completes once listeners have been notified,
	 * or their time is over
	 */
	PluginHostLifecycle(PluginWorkerManager manager, List<PluginDefinition> definitions,
			PluginHostProperties properties, Duration phaseTimeout, Predicate<PluginWorker> isMeantToRun,
			Function<PluginWorker, Supplier<CompletableFuture<Void>>> prepareStart,
			Supplier<CompletableFuture<Void>> newsTold, Map<String, String> given) {
		this.manager = manager;
		this.definitions = definitions;
		this.given = given;
		this.startup = properties.startup();
		this.phaseTimeout = phaseTimeout;
		this.isMeantToRun = isMeantToRun;
		this.newsTold = newsTold;
		this.queue = new StartupQueue(properties.startupConcurrency(), prepareStart);
		List<PluginDefinition> started = (this.startup != PluginHostProperties.Startup.NONE) ? definitions : List.of();
		started.forEach((definition) -> this.meantToRun.add(definition.id()));
		this.lazy = started.stream()
			.filter(PluginDefinition::lazy)
			.map(PluginDefinition::id)
			.collect(Collectors.toUnmodifiableSet());
	}

	@Override
	public void start() {
		List<PluginWorker> workers = new ArrayList<>();
		List<PluginWorker> standingBy = new ArrayList<>();
		synchronized (this) {
			if (this.running) {
				return;
			}
			this.running = true;
			this.meantToRun.forEach((id) -> this.manager.findWorker(id)
				.ifPresent((this.lazy.contains(id) ? standingBy : workers)::add));
		}
		logPlugins();
		warnOfLongStops();
		standingBy.forEach(PluginWorker::standBy);
		List<CompletableFuture<Void>> outcomes = this.queue.start(workers, this::dependsOn);
		if (this.startup == PluginHostProperties.Startup.BLOCKING) {
			await(workers, outcomes);
		}
	}

	private void await(List<PluginWorker> workers, List<CompletableFuture<Void>> outcomes) {
		Map<String, CompletableFuture<Void>> required = new LinkedHashMap<>();
		for (int i = 0; i < workers.size(); i++) {
			if (isRequired(workers.get(i).pluginId())) {
				required.put(workers.get(i).pluginId(), outcomes.get(i));
			}
		}
		Map<String, Throwable> failures = new LinkedHashMap<>();
		required.forEach((pluginId, outcome) -> {
			// Once one has failed, the application does not wait for the rest
			if (failures.isEmpty() || outcome.isDone()) {
				Throwable failure = await(outcome);
				if (failure != null) {
					failures.put(pluginId, failure);
				}
			}
		});
		if (!failures.isEmpty()) {
			throw new PluginStartupFailedException(failures);
		}
	}

	private static @Nullable Throwable await(CompletableFuture<Void> outcome) {
		try {
			outcome.join();
			return null;
		}
		catch (CompletionException ex) {
			return (ex.getCause() != null) ? ex.getCause() : ex;
		}
		catch (CancellationException ex) {
			return ex;
		}
	}

	private boolean isRequired(String pluginId) {
		return definition(pluginId).map(PluginDefinition::required).orElse(true);
	}

	private Set<String> dependsOn(String pluginId) {
		return definition(pluginId).map(PluginDefinition::dependsOn).orElse(Set.of());
	}

	private Optional<PluginDefinition> definition(String pluginId) {
		return this.definitions.stream().filter((definition) -> definition.id().equals(pluginId)).findAny();
	}

	private void logPlugins() {
		if (!this.definitions.isEmpty()) {
			logger.info("{} configured {}:\n{}", this.definitions.size(),
					(this.definitions.size() == 1) ? "plugin" : "plugins",
					PluginTable.of(this.definitions, this.given));
		}
	}

	private void warnOfLongStops() {
		StopOrder order = new StopOrder(this.definitions);
		for (PluginDefinition definition : this.definitions) {
			Duration longest = order.longest(definition.id());
			if (longest.compareTo(this.phaseTimeout) > 0) {
				logger.warn(
						"Stopping plugin '{}' may take {} s (shutdown.drain, term-grace and kill-grace{}), longer than "
								+ "the {} s Spring waits for it (spring.lifecycle.timeout-per-shutdown-phase)",
						definition.id(), longest.toSeconds(),
						longest.equals(definition.shutdown().total()) ? "" : ", with those that depend on it",
						this.phaseTimeout.toSeconds());
			}
		}
	}

	@Override
	public void stop(Runnable callback) {
		stopAndNotify().whenComplete((notified, failure) -> callback.run());
	}

	@Override
	public void stop() {
		stopAndNotify().join();
	}

	private CompletableFuture<Void> stopAndNotify() {
		return stopAll().handle((stopped, failure) -> {
			if (failure != null) {
				logger.error("Not all plugins could be stopped", failure);
			}
			return this.newsTold.get();
		}).thenCompose((notified) -> notified);
	}

	private CompletableFuture<Void> stopAll() {
		List<PluginWorker> waiting = this.queue.clear();
		synchronized (this) {
			this.running = false;
			this.meantToRun.clear();
			for (PluginWorker worker : this.manager.getWorkers()) {
				if (waiting.contains(worker) || this.isMeantToRun.test(worker)) {
					this.meantToRun.add(worker.pluginId());
				}
			}
		}
		// A mock returns none
		CompletableFuture<Void> stopped = this.manager.stopAll();
		return (stopped != null) ? stopped : CompletableFuture.completedFuture(null);
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
