package io.pluginhost.health;

import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;

/**
 * The health of all plugins, with a component for each registered plugin. Reports the
 * last known state, without blocking.
 */
public final class PluginsHealthContributor implements CompositeHealthContributor {

	private final PluginWorkerManager manager;

	private final Predicate<String> required;

	private final Predicate<String> lazy;

	/**
	 * Create the contributor.
	 * @param manager the plugins
	 * @param required returns whether a plugin is required
	 * @param lazy returns whether a plugin is started by its first call
	 */
	public PluginsHealthContributor(PluginWorkerManager manager, Predicate<String> required, Predicate<String> lazy) {
		this.manager = manager;
		this.required = required;
		this.lazy = lazy;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return this.manager.findWorker(name).map(this::indicator).orElse(null);
	}

	@Override
	public Stream<HealthContributors.Entry> stream() {
		return this.manager.getWorkers()
			.stream()
			.map((worker) -> new HealthContributors.Entry(worker.pluginId(), indicator(worker)));
	}

	private HealthIndicator indicator(PluginWorker worker) {
		return () -> PluginHealth.of(worker.diagnostics(), this.required.test(worker.pluginId()),
				this.lazy.test(worker.pluginId()));
	}

}
