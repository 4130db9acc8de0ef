package io.pluginhost.actuate.endpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;

import io.pluginhost.PluginDefinition;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerHealth;
import io.pluginhost.output.WorkerJournal;
import io.pluginhost.process.command.CommandResolver;
import io.pluginhost.redaction.SecretArguments;

/**
 * Converts diagnostics and definitions to the bodies of the endpoint. Masks values that
 * may be secret as Spring Boot's endpoints do.
 */
final class PluginDescriptors {

	private final Sanitizer sanitizer;

	/** Masks the secrets of a plugin, the first argument, in a text. */
	private final BinaryOperator<String> redaction;

	PluginDescriptors(Sanitizer sanitizer, BinaryOperator<String> redaction) {
		this.sanitizer = sanitizer;
		this.redaction = redaction;
	}

	PluginDescriptor describe(WorkerDiagnostics worker, @Nullable PluginDefinition definition, List<String> hostMethods,
			boolean showValues) {
		String key = key(worker.pluginId());
		return new PluginDescriptor(worker.pluginId(), worker.status().code(), worker.pid(), worker.uptime(),
				worker.generation(), worker.consecutiveCrashes(), worker.totalCrashes(), worker.totalRestarts(),
				worker.pendingCalls(), worker.lastCrashAt(),
				(worker.lastCrashReason() != null) ? worker.lastCrashReason().code() : null, worker.lastExitCode(),
				worker.lastExitSignal(), worker.nextRestartAt(), worker.supportedMethods(), health(worker.health()),
				worker.memory(), mask(key + ".stderr", worker.stderrExcerpt(), showValues), worker.readerPausedFor(),
				(definition != null) ? describe(key, definition, hostMethods, showValues) : null);
	}

	PluginView.History history(String pluginId, WorkerJournal journal, boolean showValues) {
		String key = key(pluginId) + ".error";
		return new PluginView.History(journal.events()
			.stream()
			.map((event) -> HistoryEntries.of(event, (error) -> mask(key, error, showValues)))
			.toList());
	}

	PluginView.Logs logs(String pluginId, WorkerJournal journal, boolean showValues) {
		String key = key(pluginId) + ".log";
		return new PluginView.Logs(journal.lines()
			.stream()
			.map((line) -> new PluginView.Logs.Line(line.timestamp(), line.level().name().toLowerCase(Locale.ROOT),
					mask(key + ".message", line.message(), showValues),
					line.meta().isEmpty() ? null : maskAll(key + ".meta", line.meta(), showValues)))
			.toList());
	}

	private static String key(String pluginId) {
		return "plugin-host.plugins." + pluginId;
	}

	private PluginDescriptor.DefinitionDescriptor describe(String key, PluginDefinition definition,
			List<String> hostMethods, boolean showValues) {
		List<String> command = new ArrayList<>(definition.commandPrefix());
		command.addAll(definition.command());
		if (definition.entrypoint() != null) {
			CommandResolver.runtimeOf(definition.entrypoint()).ifPresent(command::add);
		}
		command.addAll(definition.execArgv());
		if (definition.entrypoint() != null) {
			command.add(definition.entrypoint());
		}
		command.addAll(definition.args());
		return new PluginDescriptor.DefinitionDescriptor(
				maskCommand(key + ".command", definition.id(), command, showValues),
				maskAll(key + ".env", definition.env(), showValues),
				maskAll(key + ".config", definition.config(), showValues), List.copyOf(definition.capabilities()),
				hostMethods);
	}

	/**
	 * Sanitizing functions receive each argument unchanged. Those that none of them
	 * changes are shown with their secrets masked.
	 */
	private List<String> maskCommand(String key, String pluginId, List<String> command, boolean showValues) {
		List<String> shown = showValues ? command
				: SecretArguments.mask(command).stream().map((part) -> this.redaction.apply(pluginId, part)).toList();
		List<String> masked = new ArrayList<>();
		for (int i = 0; i < command.size(); i++) {
			String argument = command.get(i);
			Object sanitized = this.sanitizer.sanitize(new SanitizableData(null, key + "[" + i + "]", argument), true);
			masked.add(argument.equals(sanitized) ? shown.get(i) : String.valueOf(sanitized));
		}
		return masked;
	}

	private static PluginDescriptor.@Nullable HealthDescriptor health(@Nullable WorkerHealth health) {
		return (health != null) ? new PluginDescriptor.HealthDescriptor(health.status().code(), health.message(),
				health.details(), health.checkedAt()) : null;
	}

	private Map<String, @Nullable Object> maskAll(String key, Map<?, ?> values, boolean showValues) {
		Map<String, @Nullable Object> masked = new LinkedHashMap<>();
		values.forEach((name, value) -> masked.put(String.valueOf(name), mask(key + "." + name, value, showValues)));
		return masked;
	}

	private @Nullable Object mask(String key, @Nullable Object value, boolean showValues) {
		if (value instanceof Map<?, ?> map) {
			return maskAll(key, map, showValues);
		}
		if (value instanceof List<?> list) {
			List<@Nullable Object> masked = new ArrayList<>();
			list.forEach((item) -> masked.add(mask(key + "[" + masked.size() + "]", item, showValues)));
			return masked;
		}
		return (value != null) ? this.sanitizer.sanitize(new SanitizableData(null, key, value), showValues) : null;
	}

}
