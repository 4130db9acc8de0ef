package io.pluginhost.process.command;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.pluginhost.PluginDefinition;

/**
 * What can be passed to a process of this platform, and what can be a path: a JVM that
 * was started in the C locale would pass a question mark for each letter beyond ASCII.
 * Knows the property that is to blame and never says a value, which may be secret.
 */
public final class PlatformText {

	private static final String UTF_8_LOCALE = "Start the application with LC_ALL=C.UTF-8, or another UTF-8 locale, "
			+ "in its environment (setting sun.jnu.encoding does not help)";

	private static final char REPLACEMENT = '\uFFFD';

	private static final int JNU_ENCODING_FOR_ALL = 19;

	private final Charset arguments;

	private final Charset paths;

	/**
	 * Create a platform.
	 * @param arguments the charset of arguments and of the environment
	 * @param paths the charset of paths
	 */
	PlatformText(Charset arguments, Charset paths) {
		this.arguments = arguments;
		this.paths = paths;
	}

	/**
	 * Return the platform of this JVM.
	 */
	static PlatformText current() {
		if (isWindows()) {
			return new PlatformText(Charset.forName("UTF-16LE"), Charset.forName("UTF-16LE"));
		}
		Charset paths = Charset.defaultCharset();
		String jnu = System.getProperty("sun.jnu.encoding", "");
		if (!jnu.isEmpty() && Charset.isSupported(jnu)) {
			paths = Charset.forName(jnu);
		}
		return new PlatformText(
				(Runtime.version().feature() >= JNU_ENCODING_FOR_ALL) ? paths : Charset.defaultCharset(), paths);
	}

	private static boolean isWindows() {
		return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
	}

	/**
	 * Check what a definition passes as it is: arguments and variables.
	 * @throws CommandException if something cannot be passed
	 */
	void check(PluginDefinition definition) throws CommandException {
		checkAll(definition, "command-prefix", definition.commandPrefix());
		checkAll(definition, "command", definition.command());
		checkAll(definition, "exec-argv", definition.execArgv());
		checkAll(definition, "args", definition.args());
		for (Map.Entry<String, String> variable : definition.env().entrySet()) {
			checkName(definition, variable.getKey());
			String key = "env." + variable.getKey();
			check(definition, key, "value of variable", variable.getValue(), this.arguments);
		}
	}

	private void checkName(PluginDefinition definition, String name) throws CommandException {
		if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
			throw CommandException.mistake(definition.id(), "env",
					name.isEmpty() ? "a variable has no name"
							: "name of variable '%s' contains '=' or NUL".formatted(name.replace("\0", "\\0")),
					"Correct the name");
		}
		check(definition, "env." + name, "name of variable", name, this.arguments);
	}

	private void checkAll(PluginDefinition definition, String key, Iterable<String> values) throws CommandException {
		int index = 0;
		for (String value : values) {
			check(definition, "%s[%d]".formatted(key, index++), "argument", value, this.arguments);
		}
	}

	/**
	 * Check an argument that has been made from a path.
	 */
	void checkArgument(PluginDefinition definition, String key, String what, String value) throws CommandException {
		check(definition, key, what, value, this.arguments);
	}

	/**
	 * Say what is wrong with what is not a path on this platform.
	 * @param text what should be one
	 * @return the problem and the way out
	 */
	public static Problem problemOfPath(String text) {
		try {
			current().path(PluginDefinition.builder("plugin").command("none").build(), Path.of(""), "", "the path",
					text);
			return new Problem("is not a path", "Correct the path");
		}
		catch (CommandException ex) {
			return new Problem(ex.problem(), ex.action());
		}
	}

	/**
	 * Make a path.
	 * @param base what it is relative to
	 * @param key the key it comes from
	 * @param what what it is the path of
	 * @param value the path
	 * @throws CommandException if it is none on this platform
	 */
	Path path(PluginDefinition definition, Path base, String key, String what, String value) throws CommandException {
		check(definition, key, what, value, this.paths);
		try {
			return base.resolve(value);
		}
		catch (InvalidPathException ex) {
			throw CommandException.mistake(definition.id(), key, "%s is not a path: %s".formatted(what, ex.getReason()),
					"Correct the path");
		}
	}

	private void check(PluginDefinition definition, String key, String what, String value, Charset charset)
			throws CommandException {
		if (value.indexOf('\0') >= 0) {
			throw CommandException.mistake(definition.id(), key,
					"%s contains the character NUL, which ends it".formatted(what), "Remove the character");
		}
		if (charset.newEncoder().canEncode(value)) {
			return;
		}
		String characters = value.codePoints()
			.distinct()
			.filter((character) -> !charset.newEncoder().canEncode(Character.toString(character)))
			.limit(5)
			.mapToObj("U+%04X"::formatted)
			.collect(Collectors.joining(", "));
		throw CommandException.mistake(definition.id(), key,
				"%s contains characters that the platform's charset %s cannot encode: %s".formatted(what, charset,
						characters),
				UTF_8_LOCALE);
	}

	/**
	 * Check that the name of the application's directory has survived the start of the
	 * JVM, which replaces what it cannot decode.
	 */
	void checkApplicationDirectory(PluginDefinition definition, Path directory) throws CommandException {
		if (directory.toString().indexOf(REPLACEMENT) >= 0 && !Files.isDirectory(directory)) {
			throw CommandException.mistake(definition.id(), "working-directory",
					"the path of the application's directory contains characters that the platform's charset %s cannot decode: '%s'"
						.formatted(this.paths, directory),
					UTF_8_LOCALE);
		}
	}

	/**
	 * What is wrong with a text, and the way out.
	 *
	 * @param problem the problem
	 * @param action the way out, as a sentence without its full stop
	 */
	public record Problem(String problem, String action) {
	}

}
