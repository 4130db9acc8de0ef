package io.pluginhost.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.util.unit.DataSize;

import io.pluginhost.PluginDefinitionBuilder;

/**
 * The keys of one plugin, and of the defaults of all plugins. {@code null} is what is not
 * set. {@code config}, {@code manifest} and {@code env} are here for their metadata:
 * binding loses types, empty lists and nulls, so {@code PluginConfigurationReader} reads
 * them.
 *
 * @param enabled Whether to enable the plugin.
 * @param required Whether a failure of the plugin marks the application DOWN.
 * @param id Id of the plugin. Name of its entry unless set.
 * @param entrypoint Path of the worker's file, or its location on the class path.
 * @param command Command that runs the worker, instead of an entrypoint.
 * @param args Arguments of the entrypoint.
 * @param execArgv Arguments of the runtime, before the entrypoint.
 * @param workingDirectory Working directory of the worker. Directory of the entrypoint
 * unless set, else that of the application.
 * @param env Environment variables to set for the worker.
 * @param inheritEnv Names of environment variables, or prefixes of names such as 'NAME*',
 * that the worker inherits from the application.
 * @param commandPrefix Command to prepend to the worker's, such as '[prlimit,
 * --nofile=256]'.
 * @param noNewPrivileges Whether to prevent the worker from gaining privileges, where the
 * platform supports it.
 * @param manifest Manifest of the plugin, which is sent to the worker with 'initialize'.
 * @param manifestLocation Location of a JSON file with the manifest.
 * @param config Configuration of the plugin, which is sent to the worker with
 * 'initialize'.
 * @param configJson Configuration of the plugin as JSON text.
 * @param configLocation Location of a JSON file with the configuration of the plugin.
 * @param configSchema Location of a JSON Schema to validate the configuration against
 * before the worker starts, in place of the manifest's 'instanceConfigSchema'.
 * @param capabilities Capabilities granted to the plugin.
 * @param rpcTimeout Time to wait for the response to a call, unless the call sets its own
 * timeout.
 * @param initializeTimeout Time to wait for the response to 'initialize'.
 * @param shutdown How much time the worker has to exit.
 * @param restart When the worker is restarted after a crash.
 * @param healthCheck How the health of the worker is checked.
 * @param limits Resources of the host that the worker may use.
 * @param lazy Whether to start the worker with its first call instead of with the
 * application.
 * @param dependsOn Names or ids of the plugins to start before this one and to stop after
 * it.
 * @param traceWire Whether to log each message, masked, at TRACE with the logger
 * 'plugin.(id).wire'.
 */
public record PluginProperties(@Nullable Boolean enabled, @Nullable Boolean required, @Nullable String id,
		@Nullable String entrypoint, @Nullable List<String> command, @Nullable List<String> args,
		@Nullable List<String> execArgv, @Nullable String workingDirectory, @Nullable Map<String, String> env,
		@Nullable List<String> inheritEnv, @Nullable List<String> commandPrefix, @Nullable Boolean noNewPrivileges,
		@Nullable Map<String, Object> manifest, @Nullable String manifestLocation, @Nullable Map<String, Object> config,
		@Nullable String configJson, @Nullable String configLocation, @Nullable String configSchema,
		@Nullable List<String> capabilities, @Nullable Duration rpcTimeout, @Nullable Duration initializeTimeout,
		@Nullable Shutdown shutdown, @Nullable Restart restart, @Nullable HealthCheck healthCheck,
		@Nullable Limits limits, @Nullable Boolean lazy, @Nullable List<String> dependsOn,
		@Nullable Boolean traceWire) {

	/** The keys that have no default for all plugins. */
	static final Set<String> WITHOUT_DEFAULT = Set.of("id", "entrypoint", "command", "manifest", "manifest-location",
			"config", "config-json", "config-location", "config-schema");

	/**
	 * Return the properties of a plugin for which nothing is bound.
	 */
	static PluginProperties none() {
		return new Binder().bindOrCreate("none", PluginProperties.class);
	}

	/**
	 * Set the keys that can have a default, except {@code env} and {@code depends-on},
	 * which take more than their own value.
	 */
	void applyTo(PluginDefinitionBuilder builder, KeySetter keys) {
		PropertyMapper map = PropertyMapper.get();
		map.from(this.required).to(keys.set(builder::required));
		map.from(this.args).to(keys.set(builder::args));
		map.from(this.execArgv).to(keys.set(builder::execArgv));
		map.from(this.workingDirectory).to(keys.setPath("working-directory", builder::workingDirectory));
		map.from(this.inheritEnv).to(keys.set(builder::inheritEnv));
		map.from(this.commandPrefix).to(keys.set(builder::commandPrefix));
		map.from(this.noNewPrivileges).to(keys.set(builder::noNewPrivileges));
		map.from(this.capabilities).to(keys.set(builder::capabilities));
		map.from(this.rpcTimeout).to(keys.set(builder::rpcTimeout));
		map.from(this.initializeTimeout).to(keys.set(builder::initializeTimeout));
		map.from(this.shutdown).to((shutdown) -> shutdown.applyTo(builder, keys, map));
		map.from(this.restart).to((restart) -> restart.applyTo(builder, keys, map));
		map.from(this.healthCheck).to((healthCheck) -> healthCheck.applyTo(builder, keys, map));
		map.from(this.limits).to((limits) -> limits.applyTo(builder, keys, map));
		map.from(this.lazy).to(keys.set(builder::lazy));
		map.from(this.traceWire).to(keys.set(builder::traceWire));
	}

	/**
	 * How much time the worker has to exit.
	 *
	 * @param drain Time to wait for the worker to exit after 'shutdown'.
	 * @param termGrace Time to wait for the worker to exit after SIGTERM.
	 * @param killGrace Time to wait for the worker to exit after SIGKILL.
	 */
	public record Shutdown(@Nullable Duration drain, @Nullable Duration termGrace, @Nullable Duration killGrace) {

		private void applyTo(PluginDefinitionBuilder builder, KeySetter keys, PropertyMapper map) {
			map.from(this.drain).to(keys.set(builder::shutdownDrain));
			map.from(this.termGrace).to(keys.set(builder::shutdownTermGrace));
			map.from(this.killGrace).to(keys.set(builder::shutdownKillGrace));
		}

	}

	/**
	 * When the worker is restarted after a crash.
	 *
	 * @param enabled Whether to restart the worker after a crash.
	 * @param initialDelay Delay before the first restart after a crash.
	 * @param multiplier Multiplier of the delay for each further crash in a row.
	 * @param maxDelay Maximum delay before a restart.
	 * @param jitter Fraction of the delay, between 0 and 1, by which it varies at random.
	 * @param maxRestarts Maximum number of restarts in a row, -1 for no limit.
	 * @param resetAfter Time that the worker must run before its earlier crashes are no
	 * longer counted.
	 */
	public record Restart(@Nullable Boolean enabled, @Nullable Duration initialDelay, @Nullable Double multiplier,
			@Nullable Duration maxDelay, @Nullable Double jitter, @Nullable Integer maxRestarts,
			@Nullable Duration resetAfter) {

		private void applyTo(PluginDefinitionBuilder builder, KeySetter keys, PropertyMapper map) {
			map.from(this.enabled).to(keys.set(builder::restartEnabled));
			map.from(this.initialDelay).to(keys.set(builder::restartInitialDelay));
			map.from(this.multiplier).to(keys.set(builder::restartMultiplier));
			map.from(this.maxDelay).to(keys.set(builder::restartMaxDelay));
			map.from(this.jitter).to(keys.set(builder::restartJitter));
			map.from(this.maxRestarts).to(keys.set(builder::restartMaxRestarts));
			map.from(this.resetAfter).to(keys.set(builder::restartResetAfter));
		}

	}

	/**
	 * How the health of the worker is checked.
	 *
	 * @param enabled Whether to check the health of the worker.
	 * @param interval Time between health checks.
	 * @param timeout Time to wait for the response to a health check.
	 * @param failureThreshold Number of failed health checks in a row after which the
	 * worker is killed.
	 * @param busyLimit Maximum time for which failed health checks are ignored while a
	 * call is in flight.
	 */
	public record HealthCheck(@Nullable Boolean enabled, @Nullable Duration interval, @Nullable Duration timeout,
			@Nullable Integer failureThreshold, @Nullable Duration busyLimit) {

		private void applyTo(PluginDefinitionBuilder builder, KeySetter keys, PropertyMapper map) {
			map.from(this.enabled).to(keys.set(builder::healthCheckEnabled));
			map.from(this.interval).to(keys.set(builder::healthCheckInterval));
			map.from(this.timeout).to(keys.set(builder::healthCheckTimeout));
			map.from(this.failureThreshold).to(keys.set(builder::healthCheckFailureThreshold));
			map.from(this.busyLimit).to(keys.set(builder::healthCheckBusyLimit));
		}

	}

	/**
	 * Resources of the host that the worker may use.
	 *
	 * @param maxMessageSize Maximum size of a message in either direction.
	 * @param maxQueuedBytes Maximum size of the messages that wait to be written to the
	 * worker.
	 * @param maxPendingCalls Maximum number of calls in flight to the worker.
	 * @param maxHostCalls Maximum number of host handlers that run for the worker at the
	 * same time.
	 * @param maxQueuedHostCalls Maximum number of calls from the worker that wait for a
	 * host handler.
	 * @param hostCallTimeout Time after which a call from the worker to a host handler
	 * fails.
	 * @param maxQueuedStreamBytes Maximum size of the stream events that wait for
	 * listeners.
	 * @param writeStallTimeout Time after which a worker is killed that reads nothing
	 * while messages wait.
	 * @param maxMemory Maximum resident memory of the worker's process tree, on Linux.
	 * Unlimited unless set.
	 */
	public record Limits(@Nullable DataSize maxMessageSize, @Nullable DataSize maxQueuedBytes,
			@Nullable Integer maxPendingCalls, @Nullable Integer maxHostCalls, @Nullable Integer maxQueuedHostCalls,
			@Nullable Duration hostCallTimeout, @Nullable DataSize maxQueuedStreamBytes,
			@Nullable Duration writeStallTimeout, @Nullable DataSize maxMemory) {

		private void applyTo(PluginDefinitionBuilder builder, KeySetter keys, PropertyMapper map) {
			map.from(this.maxMessageSize).as(DataSize::toBytes).to(keys.set(builder::maxMessageSize));
			map.from(this.maxQueuedBytes).as(DataSize::toBytes).to(keys.set(builder::maxQueuedBytes));
			map.from(this.maxPendingCalls).to(keys.set(builder::maxPendingCalls));
			map.from(this.maxHostCalls).to(keys.set(builder::maxHostCalls));
			map.from(this.maxQueuedHostCalls).to(keys.set(builder::maxQueuedHostCalls));
			map.from(this.hostCallTimeout).to(keys.set(builder::hostCallTimeout));
			map.from(this.maxQueuedStreamBytes).as(DataSize::toBytes).to(keys.set(builder::maxQueuedStreamBytes));
			map.from(this.writeStallTimeout).to(keys.set(builder::writeStallTimeout));
			map.from(this.maxMemory).as(DataSize::toBytes).to(keys.set(builder::maxMemory));
		}

	}

}
