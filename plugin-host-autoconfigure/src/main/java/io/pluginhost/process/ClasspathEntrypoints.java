package io.pluginhost.process;

import java.io.IOException;
import java.io.InputStream;
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

/**
 * Unpacks workers that are resources of the application into files, each in a directory
 * of its own under one that only this user can read. Guarded by itself.
 */
public final class ClasspathEntrypoints implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ClasspathEntrypoints.class);

	private static final String PREFIX = "classpath:";

	private final ClassLoader classLoader;

	private final Path workDirectory;

	// Guarded by this
	private @Nullable Path unpacked;

	/**
	 * Create an unpacker.
	 * @param classLoader finds the resources
	 * @param workDirectory where to make the directory, once something is unpacked
	 */
	public ClasspathEntrypoints(ClassLoader classLoader, Path workDirectory) {
		this.classLoader = classLoader;
		this.workDirectory = workDirectory;
	}

	static boolean isOne(String entrypoint) {
		return entrypoint.startsWith(PREFIX);
	}

	/**
	 * Unpack a worker.
	 * @param pluginId the plugin
	 * @param entrypoint the resource, after {@code classpath:}
	 * @return the file
	 * @throws IOException if there is no such resource, or it cannot be written
	 */
	synchronized Path unpack(String pluginId, String entrypoint) throws IOException {
		String resource = entrypoint.substring(PREFIX.length()).replaceFirst("^/+", "");
		try (InputStream content = this.classLoader.getResourceAsStream(resource)) {
			if (content == null) {
				throw new CommandException(pluginId, "entrypoint",
						"entrypoint '%s' is not on the class path".formatted(entrypoint), "Correct the location");
			}
			Path directory = Files.createDirectories(directory().resolve(pluginId));
			Path file = directory.resolve(resource.substring(resource.lastIndexOf('/') + 1));
			Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
			if (isPosix()) {
				Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
			}
			return file.toRealPath();
		}
	}

	private Path directory() throws IOException {
		if (this.unpacked == null || !Files.isDirectory(this.unpacked)) {
			Files.createDirectories(this.workDirectory);
			this.unpacked = Files.createTempDirectory(this.workDirectory, "plugin-host-", ownerOnly());
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
	 * Remove what has been unpacked.
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
