package io.pluginhost.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.process.WorkerProcess;
import io.pluginhost.process.WorkerProcessLauncher;

/**
 * The workers of a test: one for each plugin, in this JVM in place of a process. The
 * configured commands are neither checked nor run.
 * <p>
 * Safe for use by any thread. Starting blocks until the plugin is running, and throws the
 * reason if it fails.
 *
 * @see "docs/decisions/kits.md"
 */
public final class TestWorkers implements WorkerProcessLauncher {

	private final Supplier<PluginWorkerManager> manager;

	private final HostErrors errors;

	private final Map<String, TestWorker> workers = new ConcurrentHashMap<>();

	private final List<String> registered = new CopyOnWriteArrayList<>();

	TestWorkers(Supplier<PluginWorkerManager> manager, HostErrors errors) {
		this.manager = manager;
		this.errors = errors;
	}

	/**
	 * Return a plugin's worker, to set answers before it is started.
	 * @param pluginId the plugin's id
	 * @return the worker, the same instance for each invocation
	 */
	public TestWorker worker(String pluginId) {
		return this.workers.computeIfAbsent(pluginId, (id) -> new TestWorker(id, this.errors));
	}

	/**
	 * Start a plugin that is configured, or has been started before.
	 * @param pluginId the plugin's id
	 * @return its worker
	 */
	public TestWorker start(String pluginId) {
		await(this.manager.get().getWorker(pluginId).start());
		return worker(pluginId);
	}

	/**
	 * Start a plugin that is not configured. It is removed after the test method.
	 * @param definition the plugin; its command may be anything
	 * @return its worker
	 */
	public TestWorker start(PluginDefinition definition) {
		this.registered.add(definition.id());
		await(this.manager.get().startWorker(definition));
		return worker(definition.id());
	}

	/**
	 * Stop all plugins, remove those that are not configured, and reset the answers and
	 * received messages of their workers. Invoked after each test method.
	 */
	public void reset() {
		CompletableFuture<Void> stopped = this.manager.get().stopAll();
		// A worker that hangs may have received its shutdown already
		this.workers.values().forEach(TestWorker::killIfHanging);
		await(stopped);
		List<String> ids = new ArrayList<>(this.registered);
		this.registered.removeAll(ids);
		ids.forEach((id) -> await(this.manager.get().removeWorker(id)));
		this.workers.values().forEach(TestWorker::forget);
	}

	@Override
	public WorkerProcess launch(PluginDefinition definition) {
		return worker(definition.id()).launch(definition);
	}

	private static void await(CompletableFuture<?> outcome) {
		try {
			outcome.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

}
