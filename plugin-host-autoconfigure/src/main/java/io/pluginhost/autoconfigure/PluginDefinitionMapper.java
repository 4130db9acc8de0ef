package io.pluginhost.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ObjectUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.autoconfigure.PluginDefaults.HealthCheck;
import io.pluginhost.autoconfigure.PluginDefaults.Limits;
import io.pluginhost.autoconfigure.PluginDefaults.Restart;
import io.pluginhost.autoconfigure.PluginDefaults.Shutdown;
import io.pluginhost.configtree.ConfigurationMistakes;
import io.pluginhost.configtree.PluginKeys;
import io.pluginhost.process.PlatformText;

/**
 * Makes the definition of one plugin from its own keys, with the defaults underneath: its
 * own value wins, maps merge by key, lists replace. Whatever makes no sense is added to
 * the mistakes.
 */
final class PluginDefinitionMapper {

	private final String name;

	private final PluginProperties plugin;

	private final PluginDefaults defaults;

	private final ConfigurationMistakes mistakes;

	/** Whether a key is set already, and is left as it is. */
	private final Predicate<String> explicit;

	PluginDefinitionMapper(String name, PluginProperties plugin, PluginDefaults defaults,
			ConfigurationMistakes mistakes) {
		this(name, plugin, defaults, mistakes, (key) -> false);
	}

	private PluginDefinitionMapper(String name, PluginProperties plugin, PluginDefaults defaults,
			ConfigurationMistakes mistakes, Predicate<String> explicit) {
		this.name = name;
		this.plugin = plugin;
		this.defaults = defaults;
		this.mistakes = mistakes;
		this.explicit = explicit;
	}

	/**
	 * Return a builder of a definition that comes from elsewhere, in which what it does
	 * not set has its default.
	 */
	static PluginDefinitionBuilder ofDefaults(PluginDefinition definition, PluginDefaults defaults,
			ConfigurationMistakes mistakes) {
		PluginDefinitionMapper mapper = new PluginDefinitionMapper(definition.id(), new PluginProperties(), defaults,
				mistakes, definition.explicitKeys()::contains);
		PluginDefinitionBuilder builder = definition.mutate();
		mapper.mapAll(builder);
		Map<String, String> env = mapper.env();
		env.putAll(definition.env());
		return builder.env(env);
	}

	boolean isEnabled() {
		return isEnabled(this.plugin, this.defaults);
	}

	static boolean isEnabled(PluginDefaults plugin, PluginDefaults defaults) {
		Boolean enabled = (plugin.getEnabled() != null) ? plugin.getEnabled() : defaults.getEnabled();
		return enabled == null || enabled;
	}

	String id() {
		return StringUtils.hasText(this.plugin.getId()) ? this.plugin.getId() : this.name;
	}

	/**
	 * Return what gives the plugin its id.
	 */
	String idProperty() {
		return StringUtils.hasText(this.plugin.getId()) ? key("id") : PluginKeys.ofPlugin(this.name);
	}

	/**
	 * Return a builder with everything but the manifest and the configuration.
	 */
	PluginDefinitionBuilder builder() {
		PluginDefinitionBuilder builder = PluginDefinition.builder(id());
		checkId();
		command(builder);
		mapAll(builder);
		return builder.env(env());
	}

	private void mapAll(PluginDefinitionBuilder builder) {
		map("required", PluginDefaults::getRequired, builder::required);
		map("args", PluginDefaults::getArgs, builder::args);
		map("exec-argv", PluginDefaults::getExecArgv, builder::execArgv);
		map("working-directory", PluginDefaults::getWorkingDirectory, (path) -> directory(builder, path));
		map("inherit-env", PluginDefaults::getInheritEnv, builder::inheritEnv);
		map("capabilities", PluginDefaults::getCapabilities, builder::capabilities);
		map("rpc-timeout", PluginDefaults::getRpcTimeout, builder::rpcTimeout);
		map("initialize-timeout", PluginDefaults::getInitializeTimeout, builder::initializeTimeout);
		map("command-prefix", PluginDefaults::getCommandPrefix, builder::commandPrefix);
		map("no-new-privileges", PluginDefaults::getNoNewPrivileges, builder::noNewPrivileges);
		map("lazy", PluginDefaults::getLazy, builder::lazy);
		map("trace-wire", PluginDefaults::getTraceWire, builder::traceWire);
		shutdown(builder);
		restart(builder);
		healthCheck(builder);
		limits(builder);
	}

	private void checkId() {
		if (PluginDefinition.isValidId(id())) {
			return;
		}
		this.mistakes.add(idProperty(), "gives the plugin the id '%s', which is not one".formatted(id()),
				"Set '%s' to a letter or digit and at most 127 letters, digits, dots, underscores and dashes."
					.formatted(key("id")));
	}

	private void command(PluginDefinitionBuilder builder) {
		boolean hasEntrypoint = StringUtils.hasText(this.plugin.getEntrypoint());
		boolean hasCommand = !ObjectUtils.isEmpty(this.plugin.getCommand());
		if (hasEntrypoint && hasCommand) {
			this.mistakes.add(key("command"), "is set beside '%s'".formatted(key("entrypoint")),
					"Remove one of the two: the entrypoint is run by its runtime, the command as it is.");
		}
		else if (!hasEntrypoint && !hasCommand) {
			this.mistakes.add(PluginKeys.ofPlugin(this.name), "says nothing to run",
					"Set '%s' to the worker's file, or '%s' to a whole command.".formatted(key("entrypoint"),
							key("command")));
		}
		else if (hasEntrypoint) {
			builder.entrypoint(this.plugin.getEntrypoint());
		}
		else if (this.plugin.getCommand() != null) {
			builder.command(this.plugin.getCommand());
		}
	}

	private void directory(PluginDefinitionBuilder builder, String directory) {
		try {
			builder.workingDirectory(Path.of(directory));
		}
		catch (InvalidPathException ex) {
			PlatformText.Problem reason = PlatformText.problemOfPath(directory);
			this.mistakes.add(property("working-directory", PluginDefaults::getWorkingDirectory), reason.problem(),
					reason.action() + ".");
		}
	}

	private Map<String, String> env() {
		Map<String, String> env = new LinkedHashMap<>();
		if (this.defaults.getEnv() != null) {
			env.putAll(this.defaults.getEnv());
		}
		if (this.plugin.getEnv() != null) {
			env.putAll(this.plugin.getEnv());
		}
		return env;
	}

	private void shutdown(PluginDefinitionBuilder builder) {
		map("shutdown.drain", shutdown(Shutdown::drain), builder::shutdownDrain);
		map("shutdown.term-grace", shutdown(Shutdown::termGrace), builder::shutdownTermGrace);
		map("shutdown.kill-grace", shutdown(Shutdown::killGrace), builder::shutdownKillGrace);
	}

	private void restart(PluginDefinitionBuilder builder) {
		map("restart.enabled", restart(Restart::enabled), builder::restartEnabled);
		map("restart.initial-delay", restart(Restart::initialDelay), builder::restartInitialDelay);
		map("restart.multiplier", restart(Restart::multiplier), builder::restartMultiplier);
		map("restart.max-delay", restart(Restart::maxDelay), builder::restartMaxDelay);
		map("restart.jitter", restart(Restart::jitter), builder::restartJitter);
		map("restart.max-restarts", restart(Restart::maxRestarts), builder::restartMaxRestarts);
		map("restart.reset-after", restart(Restart::resetAfter), builder::restartResetAfter);
	}

	private void healthCheck(PluginDefinitionBuilder builder) {
		map("health-check.enabled", healthCheck(HealthCheck::enabled), builder::healthCheckEnabled);
		map("health-check.interval", healthCheck(HealthCheck::interval), builder::healthCheckInterval);
		map("health-check.timeout", healthCheck(HealthCheck::timeout), builder::healthCheckTimeout);
		map("health-check.failure-threshold", healthCheck(HealthCheck::failureThreshold),
				builder::healthCheckFailureThreshold);
		map("health-check.busy-limit", healthCheck(HealthCheck::busyLimit), builder::healthCheckBusyLimit);
	}

	private void limits(PluginDefinitionBuilder builder) {
		map("limits.max-message-size", limits(Limits::maxMessageSize), bytes(builder::maxMessageSize));
		map("limits.max-queued-bytes", limits(Limits::maxQueuedBytes), bytes(builder::maxQueuedBytes));
		map("limits.max-pending-calls", limits(Limits::maxPendingCalls), builder::maxPendingCalls);
		map("limits.max-host-calls", limits(Limits::maxHostCalls), builder::maxHostCalls);
		map("limits.max-queued-host-calls", limits(Limits::maxQueuedHostCalls), builder::maxQueuedHostCalls);
		map("limits.host-call-timeout", limits(Limits::hostCallTimeout), builder::hostCallTimeout);
		map("limits.max-queued-stream-bytes", limits(Limits::maxQueuedStreamBytes),
				bytes(builder::maxQueuedStreamBytes));
		map("limits.write-stall-timeout", limits(Limits::writeStallTimeout), builder::writeStallTimeout);
		map("limits.max-memory", limits(Limits::maxMemory), bytes(builder::maxMemory));
	}

	private <T> void map(String key, Function<PluginDefaults, @Nullable T> getter, Consumer<T> setter) {
		T value = value(getter);
		if (value == null || this.explicit.test(key)) {
			return;
		}
		try {
			checkPositive(value);
			setter.accept(value);
		}
		catch (IllegalArgumentException ex) {
			String problem = String.valueOf(ex.getMessage());
			this.mistakes.add(property(key, getter),
					problem.startsWith(key + " ") ? problem.substring(key.length() + 1) : problem,
					"Correct the value, or remove it to get the default.");
		}
	}

	private String property(String key, Function<PluginDefaults, ? extends @Nullable Object> getter) {
		return (getter.apply(this.plugin) != null) ? key(key) : PluginKeys.DEFAULTS + "." + key;
	}

	private static void checkPositive(Object value) {
		if (value instanceof Duration duration && (duration.isNegative() || duration.isZero())) {
			throw new IllegalArgumentException("must be longer than zero but is " + duration);
		}
		if (value instanceof DataSize size && size.toBytes() <= 0) {
			throw new IllegalArgumentException("must be larger than zero but is " + size);
		}
	}

	private <T> @Nullable T value(Function<PluginDefaults, @Nullable T> getter) {
		T own = getter.apply(this.plugin);
		return (own != null) ? own : getter.apply(this.defaults);
	}

	private String key(String key) {
		return PluginKeys.ofPlugin(this.name, key);
	}

	private static <T> Function<PluginDefaults, @Nullable T> shutdown(Function<Shutdown, @Nullable T> part) {
		return (keys) -> (keys.getShutdown() != null) ? part.apply(keys.getShutdown()) : null;
	}

	private static <T> Function<PluginDefaults, @Nullable T> restart(Function<Restart, @Nullable T> part) {
		return (keys) -> (keys.getRestart() != null) ? part.apply(keys.getRestart()) : null;
	}

	private static <T> Function<PluginDefaults, @Nullable T> healthCheck(Function<HealthCheck, @Nullable T> part) {
		return (keys) -> (keys.getHealthCheck() != null) ? part.apply(keys.getHealthCheck()) : null;
	}

	private static <T> Function<PluginDefaults, @Nullable T> limits(Function<Limits, @Nullable T> part) {
		return (keys) -> (keys.getLimits() != null) ? part.apply(keys.getLimits()) : null;
	}

	private static Consumer<DataSize> bytes(Consumer<Long> setter) {
		return (size) -> setter.accept(size.toBytes());
	}

}
