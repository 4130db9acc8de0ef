package io.pluginhost.process.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.PluginDefinition;

/**
 * Unpacks workers that are resources of the application into files, each in a directory
 * of its own under one that only this user can read. Guarded by itself.
 */
public final class ClasspathEntrypoints implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ClasspathEntrypoints.class);

	private static final String PREFIX = "classpath:";

	private final ClassLoader classLoader;

	private final String workDirectory;

	// Guarded by this
	private @Nullable Path unpacked;

	/**
	 * Create an unpacker.
	 * @param classLoader finds the resources
	 * @param workDirectory where to make the directory, once something is unpacked
	 */
	public ClasspathEntrypoints(ClassLoader classLoader, Path workDirectory) {
		this(classLoader, workDirectory.toString());
	}

	/**
	 * Create an unpacker.
	 * @param classLoader finds the resources
	 * @param workDirectory where to make the directory, once something is unpacked; not
	 * looked at before
	 */
	public ClasspathEntrypoints(ClassLoader classLoader, String workDirectory) {
		this.classLoader = classLoader;
		this.workDirectory = workDirectory;
	}

	static boolean isOne(String entrypoint) {
		return entrypoint.startsWith(PREFIX);
	}

	/**
	 * Unpack a worker.
	 * @param definition the plugin
	 * @param entrypoint the resource, after {@code classpath:}
	 * @param platform knows what can be a path
	 * @return the file
	 * @throws IOException if there is no such resource, or it cannot be written
	 */
	synchronized Path unpack(PluginDefinition definition, String entrypoint, PlatformText platform) throws IOException {
		String pluginId = definition.id();
		String resource = entrypoint.substring(PREFIX.length()).replaceFirst("^/+", "");
		platform.path(definition, Path.of(""), "entrypoint", "entrypoint", resource);
		try (InputStream content = this.classLoader.getResourceAsStream(resource)) {
			if (content == null) {
				throw CommandException.missing(pluginId, "entrypoint",
						"entrypoint '%s' is not on the class path".formatted(entrypoint), "Correct the location");
			}
			Path workDirectory = platform.path(definition, Path.of(""), "work-directory", "work directory",
					this.workDirectory);
			try {
				return write(content, directory(workDirectory).resolve(pluginId),
						resource.substring(resource.lastIndexOf('/') + 1));
			}
			catch (IOException ex) {
				throw CommandException.missing(pluginId, "work-directory",
						"entrypoint '%s' cannot be unpacked below '%s': %s".formatted(entrypoint,
								workDirectory.toAbsolutePath(), reason(ex)),
						"Set 'plugin-host.work-directory' to a directory that the application's user can write to");
			}
		}
	}

	private static String reason(IOException ex) {
		String reason = (ex instanceof FileSystemException failure) ? failure.getReason() : ex.getMessage();
		return (reason != null) ? reason : ex.getClass().getSimpleName();
	}

	private static Path write(InputStream content, Path directory, String name) throws IOException {
		Path file = Files.createDirectories(directory).resolve(name);
		Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
		if (isPosix()) {
			Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
		}
		return file.toRealPath();
	}

	private Path directory(Path workDirectory) throws IOException {
		if (this.unpacked == null || !Files.isDirectory(this.unpacked)) {
			Files.createDirectories(workDirectory);
			this.unpacked = Files.createTempDirectory(workDirectory, "plugin-host-", ownerOnly());
		}
		return this.unpacked;
	}

	private static FileAttribute<?>[] ownerOnly() {
		if (!isPosix()) {
			return new FileAttribute<?>[0];
		}
		Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rwx------");
		return new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(permissions) };
	}

	private static boolean isPosix() {
		return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
	}

	/**
	 * Remove what has been unpacked. What is unpacked later is in a directory of its own.
	 */
	@Override
	public synchronized void close() {
		if (this.unpacked == null) {
			return;
		}
		try (Stream<Path> paths = Files.walk(this.unpacked)) {
			List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
			for (Path path : deepestFirst) {
				Files.delete(path);
			}
		}
		catch (IOException ex) {
			logger.warn("Unpacked workers in {} cannot be removed", this.unpacked, ex);
		}
		this.unpacked = null;
	}

}
