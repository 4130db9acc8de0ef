package io.pluginhost.process.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The directories in which bare program names are looked up: the absolute elements of a
 * {@code PATH}. Relative ones would let whoever writes to the current directory decide
 * what runs.
 */
public final class SearchPath {

	private static final List<String> WINDOWS_EXTENSIONS = List.of(".exe", ".cmd", ".bat", "");

	private final List<Path> directories;

	private final List<String> extensions;

	public SearchPath(@Nullable String path, boolean windows) {
		this.directories = directories((path != null) ? path : "");
		this.extensions = windows ? WINDOWS_EXTENSIONS : List.of("");
	}

	private static List<Path> directories(String path) {
		List<Path> directories = new ArrayList<>();
		for (String element : path.split(File.pathSeparator)) {
			try {
				Path directory = Path.of(element);
				if (directory.isAbsolute()) {
					directories.add(directory);
				}
			}
			catch (InvalidPathException ex) {
				// what is no path holds no program
			}
		}
		return directories;
	}

	/**
	 * Find a program under the name it is called by: one file may be many programs
	 * (busybox), told apart by that name alone.
	 * @param name its bare name
	 * @return its path, which may be a symbolic link
	 */
	public Optional<Path> locate(String name) {
		return this.directories.stream()
			.map((directory) -> directory.resolve(name))
			.filter((candidate) -> Files.isRegularFile(candidate) && Files.isExecutable(candidate))
			.findFirst();
	}

	/**
	 * Find a program.
	 * @param name its bare name
	 * @return its real path, symbolic links followed
	 */
	Optional<Path> find(String name) {
		for (Path directory : this.directories) {
			for (String extension : this.extensions) {
				Path candidate = directory.resolve(name + extension);
				if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
					try {
						return Optional.of(candidate.toRealPath());
					}
					catch (IOException ex) {
						// vanished meanwhile, or not ours to see: look on
					}
				}
			}
		}
		return Optional.empty();
	}

	@Override
	public String toString() {
		return this.directories.toString();
	}

}
