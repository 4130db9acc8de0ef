package io.pluginhost.process;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.pluginhost.PluginDefinition;

/**
 * The environment of a worker: made from nothing, so that no secret of the host is in it
 * unless the application lets it through by name.
 *
 * @see "docs/decisions/environment-and-programs.md"
 */
final class WorkerEnvironment {

	private static final List<String> KEPT = List.of("PATH", "LANG", "LC_ALL", "NODE_PATH");

	/** What a process cannot start without on Windows. */
	private static final List<String> KEPT_ON_WINDOWS = List.of("SystemRoot", "SystemDrive", "windir", "ComSpec",
			"PATHEXT", "TEMP", "TMP");

	private final Map<String, String> host;

	private final boolean windows;

	WorkerEnvironment(Map<String, String> host, boolean windows) {
		this.host = host;
		this.windows = windows;
	}

	/**
	 * Make a worker's environment.
	 * @param definition the plugin
	 * @return all its variables
	 */
	Map<String, String> forPlugin(PluginDefinition definition) {
		Map<String, String> environment = this.windows ? new TreeMap<>(String.CASE_INSENSITIVE_ORDER) : new TreeMap<>();
		KEPT.forEach((name) -> let(name, environment));
		if (this.windows) {
			KEPT_ON_WINDOWS.forEach((name) -> let(name, environment));
		}
		environment.put("TZ", this.host.getOrDefault("TZ", "UTC"));
		environment.put("NODE_ENV", this.host.getOrDefault("NODE_ENV", "production"));
		environment.put("PLUGIN_ID", definition.id());
		environment.put("PAPERCLIP_PLUGIN_ID", definition.id());
		definition.inheritEnv().forEach((pattern) -> inherit(pattern, environment));
		environment.putAll(definition.env());
		return environment;
	}

	/**
	 * Make a process's environment, which starts as a copy of the host's, that of a
	 * worker. What stays as it is keeps its bytes, even those that the platform's charset
	 * cannot decode.
	 * @param environment the worker's
	 * @param process the process's
	 */
	static void apply(Map<String, String> environment, Map<String, String> process) {
		process.entrySet().removeIf((variable) -> !variable.getValue().equals(environment.get(variable.getKey())));
		environment.forEach((name, value) -> {
			if (!value.equals(process.get(name))) {
				process.put(name, value);
			}
		});
	}

	private void inherit(String pattern, Map<String, String> environment) {
		if (!pattern.endsWith("*")) {
			let(pattern, environment);
			return;
		}
		String prefix = pattern.substring(0, pattern.length() - 1);
		this.host.keySet()
			.stream()
			.filter((name) -> startsWith(name, prefix))
			.forEach((name) -> let(name, environment));
	}

	private boolean startsWith(String name, String prefix) {
		return this.windows ? name.toLowerCase(Locale.ROOT).startsWith(prefix.toLowerCase(Locale.ROOT))
				: name.startsWith(prefix);
	}

	private void let(String name, Map<String, String> environment) {
		String value = this.host.get(name);
		if (value != null) {
			environment.put(name, value);
		}
	}

}
