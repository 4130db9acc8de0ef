package io.pluginhost.sample;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What some tests need beside a JDK.
 */
public enum Tool {

	NODE("node"), PYTHON("python3"), CHROMIUM("chromium", "chromium-browser", "google-chrome"),
	PROMETHEUS("prometheus");

	private final List<String> commands;

	Tool(String... commands) {
		this.commands = List.of(commands);
	}

	/**
	 * Look for the tool on the PATH.
	 * @return where it is
	 */
	public Optional<Path> find() {
		String path = System.getenv().getOrDefault("PATH", "");
		return this.commands.stream()
			.flatMap((command) -> Arrays.stream(path.split(File.pathSeparator))
				.map((directory) -> Path.of(directory, command)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	boolean isRequired() {
		String required = System.getenv().getOrDefault("PLUGIN_HOST_REQUIRE", "");
		return List.of(required.toLowerCase(Locale.ROOT).split("\\s*,\\s*")).contains(name().toLowerCase(Locale.ROOT));
	}

}
