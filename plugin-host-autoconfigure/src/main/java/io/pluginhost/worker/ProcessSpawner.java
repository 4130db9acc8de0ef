package io.pluginhost.worker;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.pluginhost.PluginDefinition;
import io.pluginhost.concurrent.NoThreadException;
import io.pluginhost.process.WorkerProcess;
import io.pluginhost.process.WorkerProcessLauncher;
import io.pluginhost.redaction.Secrets;

/**
 * Spawns the processes of a plugin, each on a thread of its own, which the operating
 * system may block, and which stays with the process until it is gone.
 */
final class ProcessSpawner {

	private final PluginDefinition definition;

	private final WorkerProcessLauncher launcher;

	private final Executor threads;

	private final Secrets secrets;

	ProcessSpawner(PluginDefinition definition, WorkerProcessLauncher launcher, Executor threads, Secrets secrets) {
		this.definition = definition;
		this.launcher = launcher;
		this.threads = threads;
		this.secrets = secrets;
	}

	/**
	 * Spawn a process. Does not block.
	 * @param events receives whether it has been spawned
	 */
	void spawn(Consumer<LifecycleEvent> events) {
		try {
			this.threads.execute(() -> launch(events));
		}
		catch (OutOfMemoryError ex) {
			events.accept(LifecycleEvent.spawnFailed(new NoThreadException(ex)));
		}
	}

	private void launch(Consumer<LifecycleEvent> events) {
		WorkerProcess process;
		try {
			process = this.launcher.launch(this.definition);
		}
		catch (IOException | RuntimeException | Error ex) {
			events.accept(LifecycleEvent.spawnFailed(this.secrets.withoutArguments(ex)));
			return;
		}
		events.accept(LifecycleEvent.spawned(process));
		process.attend();
	}

}
