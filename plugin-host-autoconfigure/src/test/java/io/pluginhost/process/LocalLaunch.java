package io.pluginhost.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.pluginhost.PluginDefinition;
import io.pluginhost.process.command.ClasspathEntrypoints;
import io.pluginhost.process.command.CommandResolver;
import io.pluginhost.process.command.Runtimes;

/**
 * Starts real processes for tests, and leaves none behind.
 */
final class LocalLaunch implements AutoCloseable {

	static final Map<String, String> HOST = host();

	private final LocalProcessLauncher launcher = new LocalProcessLauncher(new CommandResolver(Runtimes.DEFAULT,
			HOST.get("PATH"), Path.of("").toAbsolutePath(), new ClasspathEntrypoints(LocalLaunch.class.getClassLoader(),
					Path.of(System.getProperty("java.io.tmpdir")))),
			HOST);

	private static Map<String, String> host() {
		Map<String, String> host = new HashMap<>(System.getenv());
		host.put("HOST_SECRET", "hunter2");
		return host;
	}

	WorkerProcess start(PluginDefinition definition) throws IOException {
		CompletableFuture<WorkerProcess> launched = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			WorkerProcess process;
			try {
				process = this.launcher.launch(definition);
			}
			catch (IOException | RuntimeException | Error ex) {
				launched.completeExceptionally(ex);
				return;
			}
			launched.complete(process);
			process.attend();
		});
		thread.setDaemon(true);
		thread.start();
		try {
			return launched.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof IOException failure) {
				throw failure;
			}
			throw ex;
		}
	}

	WorkerProcess sh(String script, String... arguments) throws IOException {
		return start(PluginDefinition.builder("acme.linear").command("sh", "-c", script).args(arguments).build());
	}

	@Override
	public void close() {
		this.launcher.close();
	}

}
