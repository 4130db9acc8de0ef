package io.pluginhost.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Gets a worker ready that is built on the SDK from npm.
 */
final class SdkWorker {

	private static final Path DIRECTORY = Path.of("src/test/workers/sdk").toAbsolutePath();

	private SdkWorker() {
	}

	/**
	 * The worker's file, what it needs from npm beside it.
	 */
	static Path entrypoint() {
		if (!Files.isDirectory(DIRECTORY.resolve("node_modules/@paperclipai/plugin-sdk"))) {
			install();
		}
		return DIRECTORY.resolve("worker.js");
	}

	private static void install() {
		try {
			Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund").directory(DIRECTORY.toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (!npm.waitFor(3, TimeUnit.MINUTES) || npm.exitValue() != 0) {
				npm.destroyForcibly();
				throw new IllegalStateException("'npm ci' failed in " + DIRECTORY);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
