package io.pluginhost.process.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginDefinition;

/**
 * Makes out what to execute for a plugin: absolute real paths, so that neither a symbolic
 * link nor a planted program changes what runs between here and the start. Reads the file
 * system; safe for use by several threads.
 * <p>
 * Runtimes are looked up once, and again only if they are gone; entrypoints before every
 * start. All that is to be executed is looked into before every start.
 *
 * @see "docs/decisions/environment-and-programs.md"
 */
public final class CommandResolver {

	private static final String NODE = "node";

	private static final String PYTHON = "python";

	private static final String JAVA = "java";

	/** Where programs are looked for if there is no PATH. */
	private static final String DEFAULT_PATH = "/bin:/usr/bin";

	private final Runtimes runtimes;

	private final SearchPath searchPath;

	private final Path applicationDirectory;

	private final ClasspathEntrypoints classpathEntrypoints;

	private final @Nullable String path;

	private final boolean windows;

	private final PlatformText platform;

	private final ProgramInspector inspector;

	private final Map<String, Path> resolvedRuntimes = new ConcurrentHashMap<>();

	/**
	 * Create a resolver.
	 * @param runtimes the runtimes the application names
	 * @param path the {@code PATH} to look others up on
	 * @param applicationDirectory what relative paths are relative to
	 * @param classpathEntrypoints unpacks entrypoints that are no files
	 */
	public CommandResolver(Runtimes runtimes, @Nullable String path, Path applicationDirectory,
			ClasspathEntrypoints classpathEntrypoints) {
		this(runtimes, path, applicationDirectory, classpathEntrypoints, PlatformText.current(),
				new ProgramInspector(Machine.current(), new BinaryFormats()));
	}

	CommandResolver(Runtimes runtimes, @Nullable String path, Path applicationDirectory,
			ClasspathEntrypoints classpathEntrypoints, PlatformText platform, ProgramInspector inspector) {
		this.path = path;
		this.platform = platform;
		this.inspector = inspector;
		this.windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
		this.runtimes = runtimes;
		this.searchPath = new SearchPath(path, this.windows);
		this.applicationDirectory = applicationDirectory.toAbsolutePath().normalize();
		this.classpathEntrypoints = classpathEntrypoints;
	}

	/**
	 * Make out a plugin's command.
	 * @param definition the plugin
	 * @return the command and its directory
	 * @throws CommandException if something it names is not there or cannot be run
	 * @throws IOException if the file system fails
	 */
	public ResolvedCommand resolve(PluginDefinition definition) throws IOException {
		this.platform.check(definition);
		this.platform.checkApplicationDirectory(definition, this.applicationDirectory);
		ResolvedCommand resolved = resolveChecked(definition);
		String key = (definition.entrypoint() != null) ? "entrypoint" : "command";
		for (String element : resolved.command()) {
			this.platform.checkArgument(definition, key, "the real path", element);
		}
		return resolved;
	}

	private ResolvedCommand resolveChecked(PluginDefinition definition) throws IOException {
		List<String> command = new ArrayList<>(prefix(definition));
		if (definition.entrypoint() == null) {
			command.add(program(definition, "command", definition.command().get(0)));
			command.addAll(definition.command().subList(1, definition.command().size()));
			command.addAll(definition.args());
			return new ResolvedCommand(command, directory(definition, this.applicationDirectory));
		}
		Path entrypoint = entrypoint(definition, definition.entrypoint());
		command.addAll(launcher(definition, entrypoint));
		command.add(entrypoint.toString());
		command.addAll(definition.args());
		Path parent = entrypoint.getParent();
		return new ResolvedCommand(command,
				directory(definition, (parent != null) ? parent : this.applicationDirectory));
	}

	private List<String> prefix(PluginDefinition definition) throws CommandException {
		List<String> prefix = new ArrayList<>(definition.commandPrefix());
		if (!prefix.isEmpty()) {
			prefix.set(0, program(definition, "command-prefix", prefix.get(0)));
		}
		return prefix;
	}

	private Path entrypoint(PluginDefinition definition, String entrypoint) throws IOException {
		if (ClasspathEntrypoints.isOne(entrypoint)) {
			return this.classpathEntrypoints.unpack(definition, entrypoint, this.platform);
		}
		Path file = this.platform.path(definition, this.applicationDirectory, "entrypoint", "entrypoint", entrypoint);
		if (!Files.isRegularFile(file)) {
			throw CommandException.missing(definition.id(), "entrypoint",
					"entrypoint '%s' is not a file".formatted(file),
					isCommandLine("command", entrypoint)
							? "Give the whole command as a list, 'command: %s', or correct the path"
								.formatted(asList(entrypoint))
							: wrongPath());
		}
		return file.toRealPath();
	}

	/**
	 * Return the kind of runtime an entrypoint needs, as {@code plugin-host.runtimes}
	 * names it.
	 * @param entrypoint a path or location
	 * @return {@code node}, {@code python} or {@code java}; empty if it is run by itself
	 */
	public static Optional<String> runtimeOf(String entrypoint) {
		return switch (extension(entrypoint.substring(entrypoint.lastIndexOf('/') + 1))) {
			case "js", "cjs", "mjs" -> Optional.of(NODE);
			case "py" -> Optional.of(PYTHON);
			case "jar", "java" -> Optional.of(JAVA);
			default -> Optional.empty();
		};
	}

	private List<String> launcher(PluginDefinition definition, Path entrypoint) throws CommandException {
		List<String> launcher = new ArrayList<>();
		switch (extension(entrypoint)) {
			case "js", "cjs", "mjs" -> launcher.add(runtime(definition, NODE, this.runtimes.node(), "node"));
			case "py" -> launcher.add(runtime(definition, PYTHON, this.runtimes.python(), "python3", "python"));
			case "jar" -> launcher.add(java(definition).toString());
			case "java" -> launcher.add(sourceLauncher(definition));
			default -> {
				boolean unpacked = ClasspathEntrypoints.isOne(String.valueOf(definition.entrypoint()));
				checkExecutable(definition, unpacked ? "work-directory" : "entrypoint", "entrypoint", entrypoint);
				if (definition.commandPrefix().isEmpty()) {
					inspect(definition, "entrypoint", entrypoint);
				}
				if (!definition.execArgv().isEmpty()) {
					throw CommandException.mistake(definition.id(), "exec-argv",
							"exec-argv is for the runtime, and entrypoint '%s' has no runtime".formatted(entrypoint),
							"Use 'args' for what follows the entrypoint");
				}
			}
		}
		launcher.addAll(definition.execArgv());
		if (extension(entrypoint).equals("jar")) {
			launcher.add("-jar");
		}
		return launcher;
	}

	private String sourceLauncher(PluginDefinition definition) throws CommandException {
		Path java = java(definition);
		Path bin = java.getParent();
		if (bin != null && !Files.exists(bin.resolve(this.windows ? "javac.exe" : "javac"))) {
			throw CommandException.missing(definition.id(), "entrypoint",
					"entrypoint '%s' is Java source, but %s belongs to a Java runtime without compiler"
						.formatted(definition.entrypoint(), java),
					"Set 'plugin-host.runtimes.java' to the java of a JDK, or compile the worker to a jar");
		}
		return java.toString();
	}

	private Path java(PluginDefinition definition) throws CommandException {
		if (this.runtimes.java() != null) {
			return Path.of(runtime(definition, JAVA, this.runtimes.java(), "java"));
		}
		Path java = Runtimes.runningJava(this.windows);
		if (!Files.isExecutable(java)) {
			throw CommandException.missing(definition.id(), "runtimes.java",
					"'%s' is no longer there: the JDK that the application runs on has been replaced or removed"
						.formatted(java),
					"Restart the application, or set 'plugin-host.runtimes.java'");
		}
		return java;
	}

	private String runtime(PluginDefinition definition, String key, @Nullable String named, String... names)
			throws CommandException {
		Path known = this.resolvedRuntimes.get(key);
		if (known != null && Files.isRegularFile(known)) {
			checkExecutable(definition, "runtimes." + key, "program", known);
			inspect(definition, "runtimes." + key, known);
			return known.toString();
		}
		if (named != null) {
			Path resolved = Path.of(program(definition, "runtimes." + key, named));
			this.resolvedRuntimes.put(key, resolved);
			return resolved.toString();
		}
		for (String name : names) {
			Path found = this.searchPath.find(name).orElse(null);
			if (found != null) {
				inspect(definition, "runtimes." + key, found);
				this.resolvedRuntimes.put(key, found);
				return found.toString();
			}
		}
		throw CommandException.missing(
				definition.id(), "entrypoint", "entrypoint '%s' needs '%s', which is not in %s"
					.formatted(definition.entrypoint(), names[0], this.searchPath),
				"Install it, or set 'plugin-host.runtimes.%s' to its path".formatted(key));
	}

	/**
	 * A program given by name is looked up on the path, one given by path is resolved.
	 */
	private String program(PluginDefinition definition, String key, String program) throws CommandException {
		Path path = this.platform.path(definition, this.applicationDirectory, key, "program", program);
		boolean elsewhere = key.equals("command") && !definition.commandPrefix().isEmpty();
		if (!program.contains("/") && !(this.windows && program.contains("\\"))) {
			Path found = this.searchPath.find(program)
				.orElseThrow(() -> CommandException.missing(definition.id(), key,
						"program '%s' is not in %s".formatted(program, this.searchPath),
						isCommandLine(key, program) ? noList(key, program) : "Install it, or give its absolute path"));
			if (!elsewhere) {
				inspect(definition, key, found);
			}
			return found.toString();
		}
		if (!Files.isRegularFile(path)) {
			throw CommandException.missing(definition.id(), key, "program '%s' is not a file".formatted(path),
					isCommandLine(key, program) ? noList(key, program) : wrongPath());
		}
		checkExecutable(definition, key, "program", path);
		if (!elsewhere) {
			inspect(definition, key, path);
		}
		try {
			return path.toRealPath().toString();
		}
		catch (IOException ex) {
			throw CommandException.missing(definition.id(), key,
					"program '%s' cannot be resolved: %s".formatted(path, ex), "Correct the path");
		}
	}

	private void checkExecutable(PluginDefinition definition, String key, String what, Path file)
			throws CommandException {
		if (Files.isExecutable(file)) {
			return;
		}
		if (!hasRunBit(file)) {
			throw CommandException.missing(definition.id(), key, "%s '%s' is not executable".formatted(what, file),
					what.equals("entrypoint") ? "Set its run bit (chmod +x), or give the whole 'command' instead"
							: "Set its run bit (chmod +x)");
		}
		throw CommandException.missing(definition.id(), key,
				"%s '%s' cannot be executed, though it has a run bit".formatted(what, file),
				key.equals("work-directory")
						? "Set 'plugin-host.work-directory' to a directory on a file system that is not mounted with noexec"
						: "See whether its file system is mounted with noexec, and whether the bit is that of the application's user");
	}

	private static boolean hasRunBit(Path file) {
		try {
			return Files.getPosixFilePermissions(file)
				.stream()
				.anyMatch((permission) -> permission.name().endsWith("_EXECUTE"));
		}
		catch (IOException | UnsupportedOperationException ex) {
			return false;
		}
	}

	/**
	 * Refuse what the operating system would not execute. Not asked for what follows a
	 * prefix such as {@code bwrap} or an emulator, where there may be other files, and
	 * another processor.
	 */
	private void inspect(PluginDefinition definition, String key, Path file) throws CommandException {
		if (this.windows) {
			return;
		}
		ProgramInspector.Fault fault = this.inspector.inspect(file, workerPath(definition)).orElse(null);
		if (fault != null) {
			String problem = "%s '%s' %s".formatted(fault.kind(), file, fault.problem());
			throw fault.missing() ? CommandException.missing(definition.id(), key, problem, fault.action())
					: CommandException.mistake(definition.id(), key, problem, fault.action());
		}
	}

	/**
	 * Where a program of the worker looks for others.
	 */
	private SearchPath workerPath(PluginDefinition definition) {
		String own = definition.env().get("PATH");
		String path = (own != null) ? own : this.path;
		return new SearchPath((path != null) ? path : DEFAULT_PATH, this.windows);
	}

	private String wrongPath() {
		return "Correct the path, which is relative to the application's directory %s"
			.formatted(this.applicationDirectory);
	}

	private static boolean isCommandLine(String key, String text) {
		return key.startsWith("command") && text.strip().contains(" ");
	}

	private static String noList(String key, String text) {
		return "Write '%s' as a list, an element for each argument, %s, or correct the path".formatted(key,
				asList(text));
	}

	private static String asList(String text) {
		return "[" + String.join(", ", text.strip().split(" +")) + "]";
	}

	private Path directory(PluginDefinition definition, Path fallback) throws CommandException {
		Path named = definition.workingDirectory();
		if (named == null) {
			return fallback;
		}
		Path directory = this.platform.path(definition, this.applicationDirectory, "working-directory",
				"working directory", named.toString());
		if (!Files.isDirectory(directory)) {
			throw CommandException.missing(definition.id(), "working-directory",
					"working directory '%s' is not a directory".formatted(directory), "Create it, or correct the path");
		}
		return directory;
	}

	private static String extension(Path file) {
		return extension(String.valueOf(file.getFileName()));
	}

	private static String extension(String name) {
		int dot = name.lastIndexOf('.');
		return (dot >= 0) ? name.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
	}

	/**
	 * What to execute, and where.
	 *
	 * @param command the program's absolute path and its arguments
	 * @param directory the directory it runs in
	 */
	public record ResolvedCommand(List<String> command, Path directory) {
	}

}
