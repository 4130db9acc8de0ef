package io.pluginhost.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginDefinition;
import io.pluginhost.call.ConfigValidator;
import io.pluginhost.concurrent.HostThreads;
import io.pluginhost.concurrent.SystemTimekeeper;
import io.pluginhost.hostcall.HandlerRegistry;
import io.pluginhost.hostcall.RegisteredHandler;
import io.pluginhost.manager.WorkerRegistry;
import io.pluginhost.observation.CallObserver;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.protocol.HostInfo;
import io.pluginhost.protocol.PaperclipProtocol;
import io.pluginhost.rpc.RpcCodec;
import io.pluginhost.testing.MischiefWorker;
import io.pluginhost.worker.WorkerFactory;

/**
 * A host in a JVM of its own, to be killed: starts a worker for each of its arguments
 * after the first two and then does nothing.
 */
public final class HostProcess {

	private static final String CLOSE_ON_EXIT = "close-on-exit";

	private HostProcess() {
	}

	/**
	 * Start a host.
	 * @param scenario the tag of its workers
	 * @param habit {@code close-on-exit}, or anything else to leave all to chance
	 * @param prefixes scripts that run a worker, given as their arguments
	 */
	static Process start(Scenario scenario, String habit, String... prefixes) throws IOException {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), HostProcess.class.getName(), scenario.tag(), habit));
		command.addAll(List.of(prefixes));
		return scenario.host(new ProcessBuilder(command).inheritIO().start());
	}

	public static void main(String[] args) throws InterruptedException {
		Scenario scenario = new Scenario(args[0]);
		LocalProcessLauncher launcher = Scenario.launcher();
		WorkerRegistry registry = registry(launcher);
		for (int i = 2; i < args.length; i++) {
			List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", args[i], "wrapper"));
			command.addAll(MischiefWorker.command());
			PluginDefinition definition = scenario.worker("worker-" + i, command.toArray(String[]::new))
				.initializeTimeout(Duration.ofMinutes(1))
				.build();
			registry.startWorker(definition).join();
		}
		if (args[1].equals(CLOSE_ON_EXIT)) {
			Runtime.getRuntime().addShutdownHook(new Thread(() -> {
				registry.close();
				launcher.close();
			}));
		}
		Thread.currentThread().join();
	}

	static WorkerRegistry registry(WorkerProcessLauncher launcher) {
		SystemTimekeeper time = new SystemTimekeeper();
		HostThreads threads = new HostThreads(time, null);
		WorkerListener listener = new WorkerListener() {
		};
		RpcCodec codec = new RpcCodec(new JsonMapper());
		WorkerFactory workers = new WorkerFactory(launcher, codec, new NoHandlers(),
				new PaperclipProtocol(codec.json(), new HostInfo("host", "1", 1)), threads, time, () -> 0.5,
				() -> false, listener, CallObserver.NONE, ConfigValidator.NONE, Map.of(), false);
		return new WorkerRegistry(workers, listener, ConfigValidator.NONE, time, threads.callbacks(),
				UnaryOperator.identity());
	}

	private static final class NoHandlers implements HandlerRegistry {

		@Override
		public Optional<RegisteredHandler> find(String pluginId, String method) {
			return Optional.empty();
		}

		@Override
		public List<RegisteredHandler> findAll(String pluginId) {
			return List.of();
		}

	}

}
