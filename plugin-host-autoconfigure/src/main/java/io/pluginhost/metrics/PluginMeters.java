package io.pluginhost.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerRestartedEvent;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.rpc.ProtocolError;

/**
 * Meters of all plugins, except for those of observations of calls. Registered with a
 * plugin, and removed with it, including those of its calls. Safe for use by any thread.
 */
public final class PluginMeters implements WorkerListener {

	private final MeterRegistry registry;

	private final PluginMethodNames methods;

	private final Map<String, MeteredPlugin> plugins = new ConcurrentHashMap<>();

	/** Names of meters that a plugin may have; conventions for calls may add others. */
	private final Set<String> names = ConcurrentHashMap.newKeySet();

	/**
	 * Create meters in a registry.
	 * @param registry the registry
	 * @param methods names methods
	 */
	public PluginMeters(MeterRegistry registry, PluginMethodNames methods) {
		this.registry = registry;
		this.methods = methods;
		Arrays.stream(PluginMeter.values()).map(PluginMeter::meterName).forEach(this.names::add);
	}

	/**
	 * Add the meters of threads that all plugins share.
	 * @param threads returns the number of threads that complete futures and notify
	 * listeners
	 * @param waiting returns the number of tasks that wait for one
	 * @return this instance
	 */
	public PluginMeters withCallbacks(Supplier<Number> threads, Supplier<Number> waiting) {
		gauge(PluginMeter.CALLBACK_THREADS, threads);
		gauge(PluginMeter.CALLBACK_WAITING, waiting);
		return this;
	}

	private void gauge(PluginMeter meter, Supplier<Number> value) {
		Gauge.builder(meter.meterName(), value).description(meter.description()).register(this.registry);
	}

	@Override
	public void onRegistration(PluginWorkerManager manager, String pluginId) {
		this.plugins.compute(pluginId, (id, metered) -> {
			if (manager.findWorker(id).isEmpty()) {
				removeMeters(id);
				return null;
			}
			return (metered != null) ? metered : new MeteredPlugin(this.registry, manager, id);
		});
	}

	@Override
	public void onWorkerEvent(PluginWorkerEvent event) {
		MeteredPlugin plugin = this.plugins.get(event.pluginId());
		if (plugin != null && event instanceof PluginWorkerCrashedEvent crash) {
			plugin.crashed(crash.reason());
		}
		else if (plugin != null && event instanceof PluginWorkerRestartedEvent) {
			plugin.restarted();
		}
	}

	@Override
	public void onNotification(String pluginId, String method, boolean known) {
		MeteredPlugin plugin = this.plugins.get(pluginId);
		if (plugin != null) {
			plugin.notified(known ? method : PluginMethodNames.UNKNOWN);
		}
	}

	@Override
	public void onProtocolError(String pluginId, ProtocolError error) {
		MeteredPlugin plugin = this.plugins.get(pluginId);
		if (plugin != null) {
			plugin.failed(error);
		}
	}

	/**
	 * Invoked when a call has ended, which may have registered meters of a plugin that
	 * has been removed.
	 * @param pluginId the plugin
	 * @param name the name of the call's observation
	 */
	public void onCallEnd(String pluginId, @Nullable String name) {
		if (name != null && !this.names.contains(name)) {
			this.names.addAll(List.of(name, name + ".active"));
		}
		if (!this.plugins.containsKey(pluginId)) {
			this.plugins.compute(pluginId, (id, metered) -> {
				if (metered == null) {
					removeMeters(id);
				}
				return metered;
			});
		}
	}

	private void removeMeters(String pluginId) {
		this.methods.forget(pluginId);
		List<Meter> orphans = this.registry.getMeters()
			.stream()
			.filter((meter) -> this.names.contains(meter.getId().getName())
					&& pluginId.equals(meter.getId().getTag("plugin")))
			.toList();
		orphans.forEach(this.registry::remove);
	}

}
