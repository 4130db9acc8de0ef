package io.pluginhost.process.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says why the JDK could not start a process. What it says itself names the program that
 * comes first, which is often one of the host's own, and not what is to blame.
 */
public final class StartFailure {

	private static final Pattern PROGRAM = Pattern
		.compile("Cannot run program \"[^\"]*\"( \\(in directory \"[^\"]*\"\\))?:? ?");

	private static final Pattern ERROR = Pattern.compile("error[=:] ?(\\d+)");

	private static final String NO_MEMORY = "12";

	private static final String TOO_LONG = "7";

	private final Path javaHome;

	public StartFailure(Path javaHome) {
		this.javaHome = javaHome;
	}

	/**
	 * Say why a plugin's process could not be started.
	 * @param pluginId the plugin
	 * @param command its own command
	 * @param directory its directory
	 * @param failure what the JDK says
	 * @return the failure in words, with what the JDK says as its cause
	 */
	public IOException explain(String pluginId, List<String> command, Path directory, IOException failure) {
		return new IOException("Plugin '%s': %s".formatted(pluginId, reason(command, directory, failure)), failure);
	}

	private String reason(List<String> command, Path directory, IOException failure) {
		String message = String.valueOf(failure.getMessage());
		Matcher error = ERROR.matcher(message);
		String number = error.find() ? error.group(1) : "";
		Path helper = this.javaHome.resolve("lib").resolve("jspawnhelper");
		if (!Files.isDirectory(this.javaHome)) {
			return "the JDK '%s' that the application runs on is no longer there. Restart the application"
				.formatted(this.javaHome);
		}
		if (message.contains("pawn helper") || (message.contains("posix_spawn") && !Files.isExecutable(helper))
				|| (!Files.isExecutable(helper) && hasHelper())) {
			return "the JDK '%s' that the application runs on has been replaced or removed: its program '%s', which starts processes, %s. Restart the application"
				.formatted(this.javaHome, helper,
						Files.isExecutable(helper) ? "is that of another version, or cannot be run" : "is missing");
		}
		if (!Files.isDirectory(directory)) {
			return "its directory '%s' is no longer there. Create it, or correct 'working-directory'"
				.formatted(directory);
		}
		return switch (number) {
			case TOO_LONG ->
				"its arguments and variables are longer than the operating system takes. Shorten 'args' and 'env', or pass the values in 'config'";
			case NO_MEMORY -> "the operating system has no memory for another process";
			default -> "'%s' cannot be started: %s".formatted(command.get(0),
					firstLine(PROGRAM.matcher(message).replaceFirst("")));
		};
	}

	private boolean hasHelper() {
		return Machine.current().os() != Machine.Os.OTHER;
	}

	private static String firstLine(String text) {
		return text.lines().findFirst().orElse("").strip();
	}

}
