package io.pluginhost.stream.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamListener;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The streams of a real process that ends while its listener is busy.
 */
class StreamEndIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/** As many as a pipe holds, and many more than may wait. */
	private static final int EVENTS = 300;

	private final SlowListener listener = new SlowListener();

	@Test
	void everythingTheWorkerWroteComesBeforeTheSyntheticClose() {
		// An EMIT whose reader was paused at the exit used to come after the CLOSE, or
		// never
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
			.withBean(SlowListener.class, () -> this.listener)
			.withPropertyValues(MischiefWorker.properties("one"))
			.withPropertyValues("plugin-host.startup=blocking", "plugin-host.plugins.one.restart.initial-delay=20ms",
					"plugin-host.defaults.limits.max-queued-stream-bytes=500")
			.run((context) -> {
				PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
				for (int life = 1; life <= 2; life++) {
					int generation = life + 1;
					manager.call("one", "streamAndDie").param("n", EVENTS).retrieveAsync(JsonNode.class);
					await().atMost(PATIENCE)
						.until(() -> manager.getWorker("one").diagnostics().generation() == generation);
					await().atMost(PATIENCE).until(() -> manager.isRunning("one"));
				}
				assertThat(this.listener.heard).isEmpty();
				this.listener.release.countDown();
				await().atMost(PATIENCE).until(() -> this.listener.heard.size() >= 2 * (EVENTS + 2));
			});
		List<String> life = new ArrayList<>(List.of("OPEN null"));
		for (int i = 1; i <= EVENTS; i++) {
			life.add("EMIT " + i);
		}
		life.add("CLOSE null synthetic");
		List<String> lives = new ArrayList<>(life);
		lives.addAll(life);
		assertThat(this.listener.heard).isEqualTo(lives);
	}

	/**
	 * Takes its first event only when it may.
	 */
	static class SlowListener implements PluginStreamListener {

		final CountDownLatch release = new CountDownLatch(1);

		final List<String> heard = new CopyOnWriteArrayList<>();

		@Override
		public void onStreamEvent(PluginStreamEvent event) {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.heard.add(event.kind() + " " + event.event() + (event.synthetic() ? " synthetic" : ""));
		}

	}

}
