package io.pluginhost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.process.WorkerProcess;
import io.pluginhost.process.WorkerProcessLauncher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever many threads ask of a plugin at the same time, and however its processes end
 * meanwhile: in the end holds what was asked last, everybody has heard how it went, and
 * there never were two processes.
 */
@DisabledOnOs(OS.WINDOWS)
@Tag("slow")
class StormIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String ID = "acme.storm";

	private static final int THREADS = 8;

	private static final int STEPS = 100;

	/** Starts as fast as a process can. */
	private static final String WORKER = """
			while read -r line; do
			  id=${line#*\\"id\\":}; id=${id%%,*}
			  case $line in
			    *'"method":"initialize"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{"ok":true}}' ;;
			    *'"method":"shutdown"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":null}'; exit 0 ;;
			    *'"method":"ping"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":"pong"}' ;;
			    *'"method":"crash"'*) exit 1 ;;
			  esac
			done
			""";

	private final Launches launches = new Launches();

	private final Queue<CompletableFuture<?>> requests = new ConcurrentLinkedQueue<>();

	private final Queue<CompletableFuture<?>> removals = new ConcurrentLinkedQueue<>();

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void stormLeavesWhatWasAskedLast(long seed, @TempDir Path directory) throws IOException {
		Path worker = Files.writeString(directory.resolve("worker.sh"), WORKER);
		PluginDefinition definition = PluginDefinition.builder(ID)
			.command("sh", worker.toString())
			.restartInitialDelay(Duration.ofMillis(1))
			.restartMaxDelay(Duration.ofMillis(5))
			.restartMaxRestarts(-1)
			.build();
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
			.withBean(Launches.class, () -> this.launches)
			.run((context) -> {
				PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
				blow(manager, definition, seed);
				for (boolean start : new boolean[] { seed % 2 == 0, true, false, true }) {
					askLast(manager, definition, start);
				}
			});
		assertThat(this.launches.alive()).isZero();
		assertThat(this.launches.twins).isEmpty();
		assertThat(this.requests).allMatch(CompletableFuture::isDone);
	}

	private void blow(PluginWorkerManager manager, PluginDefinition definition, long seed) throws Exception {
		this.requests.add(manager.startWorker(definition));
		CyclicBarrier together = new CyclicBarrier(THREADS);
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				Random random = new Random(seed * THREADS + i);
				all.add(threads.submit(() -> {
					together.await();
					for (int step = 0; step < STEPS; step++) {
						something(manager, definition, random);
					}
					return null;
				}));
			}
			for (Future<?> one : all) {
				one.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void something(PluginWorkerManager manager, PluginDefinition definition, Random random) {
		PluginWorker worker = manager.findWorker(ID).orElse(null);
		int what = random.nextInt(32);
		if (worker == null || what == 0) {
			startWorker(manager, definition);
		}
		else if (what == 1) {
			this.removals.add(manager.removeWorker(ID));
		}
		else if (what < 8) {
			worker.send("crash", null);
			this.launches.kill(random.nextBoolean());
		}
		else {
			CompletableFuture<Void> request = (what < 26) ? worker.start()
					: (what < 29) ? worker.stop() : worker.restart();
			this.requests.add(request);
			if (random.nextInt(4) > 0) {
				request.handle((done, failure) -> failure).join();
			}
		}
	}

	private void startWorker(PluginWorkerManager manager, PluginDefinition definition) {
		try {
			this.requests.add(manager.startWorker(definition));
		}
		catch (IllegalStateException ex) {
			// Registered, and not stopped
		}
	}

	private void askLast(PluginWorkerManager manager, PluginDefinition definition, boolean start) {
		// What is being removed can be asked for nothing
		assertThat(this.removals).allSatisfy((removal) -> assertThat(removal).succeedsWithin(PATIENCE));
		if (manager.findWorker(ID).isEmpty()) {
			startWorker(manager, definition);
		}
		PluginWorker worker = manager.getWorker(ID);
		this.requests.add(start ? worker.start() : worker.stop());
		if (start) {
			// Behind all crashes that were asked for
			await().atMost(PATIENCE).ignoreExceptions().until(() -> ping(manager), "pong"::equals);
		}
		await().atMost(PATIENCE).until(() -> this.requests.stream().allMatch(CompletableFuture::isDone));
		assertThat(worker.status()).isEqualTo(start ? WorkerStatus.RUNNING : WorkerStatus.STOPPED);
		assertThat(this.launches.alive()).isEqualTo(start ? 1 : 0);
	}

	private static @Nullable String ping(PluginWorkerManager manager) {
		return manager.call(ID, "ping").retrieve(String.class);
	}

	/**
	 * Looks at each launch whether there is a process already.
	 */
	static final class Launches implements BeanPostProcessor {

		private final Queue<ProcessHandle> processes = new ConcurrentLinkedQueue<>();

		private final Queue<String> twins = new ConcurrentLinkedQueue<>();

		@Override
		public @Nullable Object postProcessAfterInitialization(Object bean, String name) {
			if (bean instanceof WorkerProcessLauncher launcher) {
				return (WorkerProcessLauncher) (definition) -> launch(launcher, definition);
			}
			return bean;
		}

		private WorkerProcess launch(WorkerProcessLauncher launcher, PluginDefinition definition) throws IOException {
			WorkerProcess process = launcher.launch(definition);
			this.processes.stream()
				.filter(ProcessHandle::isAlive)
				.forEach((other) -> this.twins.add(process.pid() + " beside " + other.pid()));
			ProcessHandle.of(process.pid()).ifPresent(this.processes::add);
			return process;
		}

		void kill(boolean really) {
			this.processes.stream()
				.filter((process) -> really && process.isAlive())
				.forEach(ProcessHandle::destroyForcibly);
		}

		long alive() {
			return this.processes.stream().filter(ProcessHandle::isAlive).count();
		}

	}

}
