package io.pluginhost;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamListener;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What callers may do with the futures they are given, and on which thread they hear.
 */
class PublicFuturesIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String CALLBACK_THREAD = "plugin-host-callback";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
		.withPropertyValues(MischiefWorker.properties("one"))
		.withPropertyValues(MischiefWorker.properties("two"))
		.withPropertyValues("plugin-host.startup=blocking");

	// Threads

	@Test
	void answersAreHeardOnCallbackThread() {
		run((manager) -> {
			assertThat(threadOf(() -> call(manager, "wait", 300).retrieveAsync(JsonNode.class)))
				.startsWith(CALLBACK_THREAD);
			assertThat(threadOf(() -> call(manager, "wait", 300).retrieveAsync(new TypeReference<JsonNode>() {
			}))).startsWith(CALLBACK_THREAD);
		});
	}

	@Test
	void timeoutsAreHeardOnCallbackThread() {
		run((manager) -> assertThat(threadOf(
				() -> manager.call("one", "silence").timeout(Duration.ofMillis(200)).retrieveAsync(JsonNode.class)))
			.startsWith(CALLBACK_THREAD));
	}

	@Test
	void endOfWorkerIsHeardOnCallbackThread() {
		run((manager) -> {
			CompletableFuture<String> thread = thread(manager.call("one", "silence").retrieveAsync(JsonNode.class));
			call(manager, "exit", 3).retrieveAsync(JsonNode.class);
			assertThat(thread).succeedsWithin(PATIENCE).asString().startsWith(CALLBACK_THREAD);
		});
	}

	@Test
	void startsAndStopsAreHeardOnCallbackThread() {
		run((manager) -> {
			PluginWorker worker = manager.getWorker("one");
			assertThat(threadOf(worker::restart)).startsWith(CALLBACK_THREAD);
			assertThat(threadOf(() -> manager.updateConfig("one", Map.of()))).startsWith(CALLBACK_THREAD);
			assertThat(threadOf(worker::stop)).startsWith(CALLBACK_THREAD);
			assertThat(threadOf(worker::start)).startsWith(CALLBACK_THREAD);
			assertThat(threadOf(manager::stopAll)).startsWith(CALLBACK_THREAD);
			assertThat(threadOf(() -> manager.startWorker(three()))).startsWith(CALLBACK_THREAD);
			assertThat(threadOf(() -> manager.removeWorker("three"))).startsWith(CALLBACK_THREAD);
		});
	}

	@Test
	void failedStartsAreHeardOnCallbackThread() {
		run((manager) -> {
			PluginDefinition broken = PluginDefinition.builder("broken")
				.command(MischiefWorker.command("initialize-refused").toArray(String[]::new))
				.restartEnabled(false)
				.build();
			assertThat(threadOf(() -> manager.startWorker(broken))).startsWith(CALLBACK_THREAD);
			assertThat(threadOf(() -> manager.getWorker("broken").start())).startsWith(CALLBACK_THREAD);
		});
	}

	// What callers do to their futures

	@Test
	void cancellingOneCallHarmsNoOther() {
		run((manager) -> {
			CompletableFuture<JsonNode> first = manager.call("one", "silence").retrieveAsync(JsonNode.class);
			CompletableFuture<JsonNode> second = call(manager, "wait", 300).retrieveAsync(JsonNode.class);
			assertThat(first.cancel(true)).isTrue();
			assertThat(second).succeedsWithin(PATIENCE);
			assertThat(manager.getWorker("one").diagnostics().pendingCalls()).isZero();
		});
	}

	@Test
	void completingOneCallHarmsNoOther() {
		run((manager) -> {
			CompletableFuture<String> first = call(manager, "wait", 300).retrieveAsync(String.class);
			CompletableFuture<JsonNode> second = call(manager, "wait", 300).retrieveAsync(JsonNode.class);
			first.complete("mine");
			assertThat(second).succeedsWithin(PATIENCE);
			assertThat(first).isCompletedWithValue("mine");
			assertThat(manager.call("one", "echo").param("text", "hi").retrieve().has("text")).isTrue();
		});
	}

	@Test
	void cancellingOneStartHarmsNoOther() {
		run((manager) -> {
			CompletableFuture<PluginWorker> first = manager.startWorker(three());
			CompletableFuture<PluginWorker> second = manager.startWorker(three());
			CompletableFuture<Void> third = manager.getWorker("three").start();
			CompletableFuture<Void> fourth = manager.getWorker("three").start();
			first.cancel(true);
			third.completeExceptionally(new IllegalStateException("mine"));
			assertThat(second).succeedsWithin(PATIENCE);
			assertThat(fourth).succeedsWithin(PATIENCE);
			assertThat(manager.isRunning("three")).isTrue();
		});
	}

	@Test
	void cancellingStopStopsAllTheSame() {
		run((manager) -> {
			CompletableFuture<Void> first = manager.getWorker("one").stop();
			CompletableFuture<Void> second = manager.getWorker("one").stop();
			first.cancel(true);
			assertThat(second).succeedsWithin(PATIENCE);
			assertThat(manager.getWorker("one").status()).isEqualTo(WorkerStatus.STOPPED);
			manager.stopAll().cancel(true);
			await().atMost(PATIENCE).until(() -> manager.getWorker("two").status() == WorkerStatus.STOPPED);
		});
	}

	@Test
	void cancellingRemovalRemovesAllTheSame() {
		// Who cancels or completes the future of a removal does not keep the plugin
		run((manager) -> {
			manager.removeWorker("one").cancel(true);
			manager.removeWorker("two").complete(null);
			await().atMost(PATIENCE).until(() -> manager.getWorkers().isEmpty());
		});
	}

	// Stream listeners

	@Test
	void streamListenerMustNotWaitForItsOwnPlugin() {
		CallingListener listener = new CallingListener();
		this.runner.withBean(CallingListener.class, () -> listener).run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			listener.manager = manager;
			manager.call("one", "stream").param("count", 1).retrieve();
			List<String> story = List.of(listener.next(), listener.next(), listener.next());
			assertThat(story.get(0)).isEqualTo("OPEN: two answered");
			assertThat(story.get(1)).startsWith("EMIT: IllegalStateException")
				.contains("'one'")
				.contains("retrieveAsync");
			assertThat(story.get(2)).isEqualTo("CLOSE: one will answer");
			assertThat(listener.later).succeedsWithin(PATIENCE);
		});
	}

	private void run(Action action) {
		this.runner.run((context) -> action.run(context.getBean(PluginWorkerManager.class)));
	}

	private static PluginCall call(PluginWorkerManager manager, String method, int number) {
		return manager.call("one", method).param("number", number);
	}

	private static PluginDefinition three() {
		return PluginDefinition.builder("three").command(MischiefWorker.command().toArray(String[]::new)).build();
	}

	private static String threadOf(Supplier<? extends CompletableFuture<?>> action) {
		return thread(action.get()).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	/**
	 * The thread on which a future ends, provided it has not ended yet.
	 */
	private static CompletableFuture<String> thread(CompletableFuture<?> future) {
		return future.handle((result, failure) -> Thread.currentThread().getName());
	}

	@FunctionalInterface
	interface Action {

		void run(PluginWorkerManager manager) throws Exception;

	}

	/**
	 * At OPEN it waits for the other plugin, at EMIT for its own, and at CLOSE it does
	 * not wait.
	 */
	static class CallingListener implements PluginStreamListener {

		private final BlockingQueue<String> story = new LinkedBlockingQueue<>();

		volatile @Nullable PluginWorkerManager manager;

		volatile CompletableFuture<JsonNode> later = new CompletableFuture<>();

		@Override
		public void onStreamEvent(PluginStreamEvent event) {
			PluginWorkerManager plugins = this.manager;
			try {
				this.story.add(event.kind() + ": " + switch (event.kind()) {
					case OPEN -> {
						plugins.call("two", "echo").retrieve();
						yield "two answered";
					}
					case EMIT -> {
						plugins.call("one", "echo").retrieve();
						yield "one answered";
					}
					case CLOSE -> {
						this.later = plugins.call("one", "echo").retrieveAsync(JsonNode.class);
						yield "one will answer";
					}
				});
			}
			catch (RuntimeException ex) {
				this.story.add(event.kind() + ": " + ex.getClass().getSimpleName() + " " + ex.getMessage());
			}
		}

		String next() throws InterruptedException {
			String line = this.story.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			assertThat(line).isNotNull();
			return line;
		}

	}

}
