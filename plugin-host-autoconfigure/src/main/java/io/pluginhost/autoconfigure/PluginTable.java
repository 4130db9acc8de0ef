package io.pluginhost.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.pluginhost.PluginDefinition;
import io.pluginhost.redaction.SecretArguments;
import io.pluginhost.worker.PluginSecrets;

/**
 * A table of configured plugins, for the log.
 */
final class PluginTable {

	private static final int WIDEST = 60;

	private PluginTable() {
	}

	/**
	 * Return the table, secrets on command lines masked.
	 * @param definitions the plugins
	 * @param given values of the application's environment, by name
	 */
	static String of(List<PluginDefinition> definitions, Map<String, String> given) {
		List<List<String>> rows = new ArrayList<>();
		rows.add(List.of("Plugin", "Entrypoint or command", "Required", "Restarts", "Health check", "Capabilities"));
		definitions.forEach((definition) -> rows.add(row(definition, given)));
		return rows.stream().map((row) -> line(row, rows)).collect(Collectors.joining("\n"));
	}

	private static List<String> row(PluginDefinition definition, Map<String, String> given) {
		String entrypoint = definition.entrypoint();
		List<String> command = (entrypoint != null) ? List.of(entrypoint) : definition.command();
		String capabilities = String.join(", ", definition.capabilities());
		return List.of(definition.id(),
				cut(String.join(" ", SecretArguments.mask(command, PluginSecrets.of(definition, given)))),
				definition.required() ? "yes" : "no", restarts(definition),
				definition.healthCheck().enabled()
						? "every "
								+ definition.healthCheck().interval().toString().substring(2).toLowerCase(Locale.ROOT)
						: "no",
				capabilities.isEmpty() ? "none" : cut(capabilities));
	}

	private static String restarts(PluginDefinition definition) {
		if (!definition.restart().enabled()) {
			return "no";
		}
		int most = definition.restart().maxRestarts();
		return (most < 0) ? "any number" : "up to " + most;
	}

	private static String cut(String text) {
		String line = text.replaceAll("\\p{Cntrl}", " ");
		return (line.length() <= WIDEST) ? line : line.substring(0, WIDEST - 1) + "…";
	}

	private static String line(List<String> row, List<List<String>> rows) {
		StringBuilder line = new StringBuilder(" ");
		for (int i = 0; i < row.size(); i++) {
			int column = i;
			int width = rows.stream().mapToInt((any) -> any.get(column).length()).max().orElse(0);
			line.append(' ').append(row.get(i)).append(" ".repeat(width - row.get(i).length())).append(' ');
		}
		return line.toString().stripTrailing();
	}

}
