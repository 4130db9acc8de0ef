package io.pluginhost.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Gets workers ready that are built on the SDK from npm, in several of its versions.
 */
final class SdkWorker {

	private static final Path DIRECTORY = Path.of("src/test/workers/sdk").toAbsolutePath();

	private static final Path WANTED = DIRECTORY.resolve("package-lock.json");

	/** Says what is installed, once all of it is. */
	private static final Path INSTALLED = DIRECTORY.resolve("node_modules/.installed.json");

	private SdkWorker() {
	}

	/**
	 * A worker's file, what it needs from npm beside it.
	 */
	static Path entrypoint(String name) {
		try {
			install();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		return DIRECTORY.resolve(name);
	}

	private static synchronized void install() throws IOException, InterruptedException {
		// Tests of another JVM may want the same at the same time
		try (FileChannel channel = FileChannel.open(WANTED, StandardOpenOption.READ, StandardOpenOption.WRITE);
				FileLock lock = channel.lock()) {
			assertThat(lock).isNotNull();
			if (!Files.exists(INSTALLED) || Files.mismatch(WANTED, INSTALLED) != -1) {
				installAnew();
			}
		}
	}

	private static void installAnew() throws IOException, InterruptedException {
		Path log = Files.createTempFile("npm-ci", ".log");
		Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund").directory(DIRECTORY.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		if (!npm.waitFor(3, TimeUnit.MINUTES) || npm.exitValue() != 0) {
			npm.destroyForcibly();
			throw new IllegalStateException("'npm ci' failed in " + DIRECTORY + ":\n" + Files.readString(log));
		}
		Files.copy(WANTED, INSTALLED);
		Files.delete(log);
	}

}
