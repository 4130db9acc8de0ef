package io.pluginhost.event.support;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerErrorEvent;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerExitedEvent;
import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.event.PluginWorkerRestartedEvent;
import io.pluginhost.event.PluginWorkerStatusChangedEvent;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Events of real workers, as an application receives them.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkerEventPublisherIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Recorder recorder = new Recorder();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
		.withBean(Recorder.class, () -> this.recorder)
		.withPropertyValues(MischiefWorker.properties("one"))
		.withPropertyValues("plugin-host.startup=blocking", "plugin-host.defaults.restart.initial-delay=20ms",
				"plugin-host.defaults.health-check.enabled=false");

	@Test
	void eventsWhenWorkerStartsAreInOrder() {
		this.runner.run((context) -> assertThat(this.recorder.awaitStory("one", 3))
			.containsExactly("STOPPED -> STARTING", "STARTING -> RUNNING", "ready 1"));
	}

	@Test
	void eventsWhenWorkerIsKilledAreInOrder() {
		this.runner.run((context) -> {
			this.recorder.awaitStory("one", 3);
			kill(context.getBean(PluginWorkerManager.class));
			assertThat(this.recorder.awaitStory("one", 11).subList(3, 11)).containsExactly("exited null SIGKILL",
					"RUNNING -> CRASHED", "crashed SIGNAL 1", "CRASHED -> BACKOFF", "BACKOFF -> STARTING",
					"STARTING -> RUNNING", "ready 2", "restarted 2");
			PluginWorkerCrashedEvent crash = this.recorder.only(PluginWorkerCrashedEvent.class);
			assertThat(crash.reason()).isEqualTo(CrashReason.SIGNAL);
			assertThat(crash.exitCode()).isNull();
			assertThat(crash.signal()).isEqualTo("SIGKILL");
			assertThat(crash.willRestart()).isTrue();
			assertThat(crash.nextRestartAt()).isAfterOrEqualTo(crash.timestamp());
		});
	}

	@Test
	void eventsWhenCrashIsFinalSaySo() {
		this.runner.withPropertyValues("plugin-host.plugins.one.restart.enabled=false").run((context) -> {
			context.getBean(PluginWorkerManager.class).call("one", "stderr").param("text", "farewell").retrieve();
			kill(context.getBean(PluginWorkerManager.class));
			assertThat(this.recorder.awaitStory("one", 6).subList(3, 6)).containsExactly("exited null SIGKILL",
					"RUNNING -> CRASHED", "crashed SIGNAL 1");
			PluginWorkerCrashedEvent crash = this.recorder.only(PluginWorkerCrashedEvent.class);
			assertThat(crash.willRestart()).isFalse();
			assertThat(crash.nextRestartAt()).isNull();
			assertThat(crash.stderrExcerpt()).contains("farewell");
		});
	}

	@Test
	void eventsWhenWorkerIsRestartedByHandKnowNoRecovery() {
		this.runner.run((context) -> {
			context.getBean(PluginWorkerManager.class).getWorker("one").restart().join();
			assertThat(this.recorder.awaitStory("one", 9).subList(3, 9)).containsExactly("RUNNING -> STOPPING",
					"exited 0 null", "STOPPING -> STOPPED", "STOPPED -> STARTING", "STARTING -> RUNNING", "ready 2");
		});
		assertThat(this.recorder.story("one")).doesNotContain("restarted 2");
	}

	@Test
	void eventsWhenProcessCannotBeSpawnedHaveTheError() {
		this.runner
			.withPropertyValues("plugin-host.plugins.two.command=/bin/true",
					"plugin-host.plugins.two.working-directory=" + System.getProperty("java.io.tmpdir"),
					"plugin-host.plugins.two.command-prefix=/no/such/prefix", "plugin-host.plugins.two.required=false",
					"plugin-host.plugins.two.restart.enabled=false", "plugin-host.startup=none")
			.run((context) -> {
				assertThat(context.getBean(PluginWorkerManager.class).getWorker("two").start()).failsWithin(PATIENCE);
				assertThat(this.recorder.awaitStory("two", 4)).containsExactly("STOPPED -> STARTING", "error",
						"STARTING -> CRASHED", "crashed SPAWN_FAILED 1");
			});
	}

	@Test
	void eventsWhenApplicationEndsAreAllPublished(CapturedOutput output) {
		this.runner.run((context) -> this.recorder.awaitStory("one", 3));
		assertThat(this.recorder.story("one").subList(3, this.recorder.story("one").size()))
			.containsExactly("RUNNING -> STOPPING", "exited 0 null", "STOPPING -> STOPPED");
		assertThat(output).doesNotContain("failed to handle");
	}

	@Test
	void listenerThatThrowsKeepsNoLaterEventsFromAnybody() {
		this.runner.withUserConfiguration(ThrowingConfiguration.class)
			.withPropertyValues(MischiefWorker.properties("two"))
			.run((context) -> {
				kill(context.getBean(PluginWorkerManager.class));
				assertThat(this.recorder.awaitStory("one", 11)).endsWith("ready 2", "restarted 2");
				assertThat(this.recorder.awaitStory("two", 3)).endsWith("ready 1");
			});
	}

	@Test
	void listenerThatBlocksHoldsUpNothingButItsPluginsEvents() {
		this.runner.withPropertyValues(MischiefWorker.properties("two")).run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			this.recorder.awaitStory("one", 3);
			this.recorder.block("one");
			kill(manager);
			assertThat(this.recorder.blocked.await(30, TimeUnit.SECONDS)).isTrue();
			// The worker restarts and is called, and the other one's events arrive
			await().atMost(PATIENCE).until(() -> manager.getWorker("one").diagnostics().generation() == 2);
			await().atMost(PATIENCE).until(() -> manager.isRunning("one"));
			assertThat(manager.call("one", "echo").param("text", "hi").retrieve().path("text").stringValue())
				.isEqualTo("hi");
			manager.getWorker("two").stop().join();
			assertThat(this.recorder.awaitStory("two", 6)).endsWith("STOPPING -> STOPPED");
			assertThat(this.recorder.story("one")).hasSize(3);
			this.recorder.release.countDown();
			assertThat(this.recorder.awaitStory("one", 11).subList(3, 11)).startsWith("exited null SIGKILL")
				.endsWith("ready 2", "restarted 2");
		});
	}

	private static void kill(PluginWorkerManager manager) {
		Long pid = manager.getWorker("one").diagnostics().pid();
		assertThat(pid).isNotNull();
		ProcessHandle.of(pid).orElseThrow().destroyForcibly();
	}

	/**
	 * Hears everything, each event as a few words.
	 */
	static class Recorder {

		final CountDownLatch blocked = new CountDownLatch(1);

		final CountDownLatch release = new CountDownLatch(1);

		private final List<PluginWorkerEvent> events = new CopyOnWriteArrayList<>();

		private volatile String blocking = "";

		@EventListener
		@Order(Ordered.HIGHEST_PRECEDENCE)
		void onWorkerEvent(PluginWorkerEvent event) throws InterruptedException {
			if (event.pluginId().equals(this.blocking)) {
				this.blocked.countDown();
				this.release.await();
			}
			this.events.add(event);
		}

		void block(String pluginId) {
			this.blocking = pluginId;
		}

		<E extends PluginWorkerEvent> E only(Class<E> type) {
			List<E> found = this.events.stream().filter(type::isInstance).map(type::cast).toList();
			assertThat(found).hasSize(1);
			return found.get(0);
		}

		List<String> awaitStory(String pluginId, int length) {
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(story(pluginId)).hasSizeGreaterThanOrEqualTo(length));
			return story(pluginId);
		}

		List<String> story(String pluginId) {
			return this.events.stream()
				.filter((event) -> event.pluginId().equals(pluginId))
				.map(Recorder::describe)
				.toList();
		}

		private static String describe(PluginWorkerEvent event) {
			if (event instanceof PluginWorkerStatusChangedEvent changed) {
				return changed.previousStatus() + " -> " + changed.status();
			}
			if (event instanceof PluginWorkerReadyEvent ready) {
				return "ready " + ready.generation();
			}
			if (event instanceof PluginWorkerRestartedEvent restarted) {
				return "restarted " + restarted.generation();
			}
			if (event instanceof PluginWorkerExitedEvent exited) {
				return "exited " + exited.exitCode() + " " + exited.signal();
			}
			if (event instanceof PluginWorkerCrashedEvent crashed) {
				return "crashed " + crashed.reason() + " " + crashed.consecutiveCrashes();
			}
			return (event instanceof PluginWorkerErrorEvent) ? "error" : event.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ThrowingConfiguration {

		@Bean
		ThrowingListener throwingListener() {
			return new ThrowingListener();
		}

	}

	static class ThrowingListener {

		@EventListener
		@Order(Ordered.LOWEST_PRECEDENCE)
		void onWorkerEvent(PluginWorkerEvent event) {
			throw new IllegalStateException("no ears");
		}

	}

}
