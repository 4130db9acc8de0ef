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
 * The health of all plugins, a component for each that is registered at that moment. Asks
 * no worker anything: says what is known, at once.
 */
public final class PluginsHealthContributor implements CompositeHealthContributor {

	private final PluginWorkerManager manager;

	private final Predicate<String> required;

	private final Predicate<String> lazy;

	/**
	 * Create the contributor.
	 * @param manager knows the plugins
	 * @param required whether the application cannot do without the plugin of an id
	 * @param lazy whether the plugin of an id is started by its first call
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
