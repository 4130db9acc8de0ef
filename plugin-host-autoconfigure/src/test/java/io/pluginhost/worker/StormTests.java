package io.pluginhost.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is asked of a plugin, in whatever order it happens: in the end holds what was
 * asked last, everybody has heard how it went, and there never were two processes.
 */
class StormTests {

	private static final int STEPS = 150;

	@Test
	void aStormLeavesWhatWasAskedLast() {
		for (int seed = 0; seed < 50; seed++) {
			new Storm(seed).blow();
		}
	}

	@Test
	@Tag("slow")
	void eachOfManyStormsLeavesWhatWasAskedLast() {
		for (int seed = 50; seed < 600; seed++) {
			new Storm(seed).blow();
		}
	}

	/**
	 * One storm, the same each time for the same seed.
	 */
	private static final class Storm {

		private final long seed;

		private final Random random;

		private final WorkerStage stage = new WorkerStage();

		private final List<CompletableFuture<?>> requests = new ArrayList<>();

		private final List<CompletableFuture<?>> removals = new ArrayList<>();

		private final PluginDefinition definition = WorkerStage
			.definition((builder) -> builder.restartMaxRestarts(-1).restartMaxDelay(Duration.ofSeconds(10)));

		private PluginWorker plugin;

		Storm(long seed) {
			this.seed = seed;
			this.random = new Random(seed);
			this.plugin = this.stage.registry.register(this.definition);
		}

		void blow() {
			this.stage.launcher.each(this::behave);
			for (int i = 0; i < STEPS; i++) {
				something();
				assertOneProcess();
			}
			calm();
			boolean start = this.random.nextBoolean();
			this.plugin = this.stage.registry.findWorker(WorkerStage.ID)
				.orElseGet(() -> this.stage.registry.register(this.definition));
			this.requests.add(start ? this.plugin.start() : this.plugin.stop());
			for (int i = 0; i < 20; i++) {
				this.stage.advance(Duration.ofSeconds(10));
				assertOneProcess();
			}
			assertThat(this.plugin.status()).as("seed %d", this.seed)
				.isEqualTo(start ? WorkerStatus.RUNNING : WorkerStatus.STOPPED);
			assertThat(this.stage.launcher.alive()).as("seed %d", this.seed).isEqualTo(start ? 1 : 0);
			assertThat(this.requests).as("seed %d", this.seed).allMatch(CompletableFuture::isDone);
		}

		private void something() {
			switch (this.random.nextInt(16)) {
				case 0 -> this.requests.add(this.plugin.start());
				case 1 -> this.requests.add(this.plugin.stop());
				case 2 -> this.requests.add(this.plugin.restart());
				case 3 -> remove();
				case 4 -> replace();
				case 5 -> this.stage.advance(Duration.ofMillis(this.random.nextInt(3000)));
				case 6 -> exit();
				case 7 -> this.stage.launcher.pump();
				case 8 -> this.stage.turn();
				default -> this.stage.threads.step(this.random);
			}
		}

		private void remove() {
			if (this.random.nextInt(4) == 0) {
				this.removals.add(this.stage.registry.removeWorker(WorkerStage.ID));
			}
		}

		private void replace() {
			try {
				this.requests.add(this.stage.registry.startWorker(this.definition));
				this.plugin = this.stage.registry.getWorker(WorkerStage.ID);
			}
			catch (IllegalStateException ex) {
				// it is registered and not stopped
			}
		}

		private void exit() {
			this.stage.launcher.workers()
				.stream()
				.filter((worker) -> worker.process.isAlive())
				.findFirst()
				.ifPresent((worker) -> worker.process.exit(1));
		}

		private void behave(FakeWorker worker) {
			switch (this.random.nextInt(6)) {
				case 0 -> worker.ignoring("initialize");
				case 1 -> worker.ignoring("shutdown");
				case 2 -> worker.process.survivingTerminate();
				case 3 -> worker.on("initialize", (call) -> worker.refuse(call, -32002, "no"));
				default -> {
					// a good one
				}
			}
			if (this.random.nextInt(8) == 0) {
				this.stage.launcher.fail(new IOException("no luck"));
			}
			else {
				this.stage.launcher.succeed();
			}
		}

		/**
		 * From now on nothing goes wrong any more, and what is being removed is gone: it
		 * could be asked for nothing. All else that was asked for may still be on its
		 * way.
		 */
		private void calm() {
			this.stage.launcher.each((worker) -> {
			});
			this.stage.launcher.succeed();
			for (int i = 0; i < 1000 && !this.removals.stream().allMatch(CompletableFuture::isDone); i++) {
				this.stage.advance(Duration.ofMillis(100));
				assertOneProcess();
			}
			assertThat(this.removals).as("removals, seed %d", this.seed).allMatch(CompletableFuture::isDone);
		}

		private void assertOneProcess() {
			assertThat(this.stage.launcher.alive()).as("processes at once, seed %d", this.seed).isLessThanOrEqualTo(1);
		}

	}

}
