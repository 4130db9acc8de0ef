package io.pluginhost.sdk;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginCall;
import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerRestartedEvent;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.manager.WorkerRegistry;
import io.pluginhost.output.WorkerJournal;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamListener;
import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The life of a plugin that is built on the SDK from npm, through the starter.
 */
@RequiresTool("node")
class SdkWorkerIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
		.withUserConfiguration(HostConfiguration.class)
		.withPropertyValues("plugin-host.startup=blocking", "plugin-host.plugins.sdk.id=acme.sdk",
				"plugin-host.plugins.sdk.entrypoint=" + SdkWorker.entrypoint("worker.js"),
				"plugin-host.plugins.sdk.config.team=ENG",
				"plugin-host.plugins.sdk.capabilities=state.read,state.write",
				"plugin-host.defaults.restart.initial-delay=50ms");

	@Test
	void sdkWorkerIsCalledAndCallsBackWhileInitializing() {
		this.runner.run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			assertThat(manager.isRunning("acme.sdk")).isTrue();
			JsonNode greeting = data(manager, "greeting", Map.of("name", "Ada")).retrieve();
			assertThat(greeting.path("text").stringValue()).isEqualTo("Hello, Ada!");
			assertThat(greeting.path("team").stringValue()).isEqualTo("ENG");
		});
	}

	@Test
	void sdkWorkerKeepsStateThroughHostHandlers() {
		this.runner.run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			data(manager, "count", Map.of("key", "visits")).retrieve();
			Count second = data(manager, "count", Map.of("key", "visits")).retrieve(Count.class);
			assertThat(second).isEqualTo(new Count(2));
			assertThat(context.getBean(Host.class).state).containsEntry("visits", 2);
		});
	}

	@Test
	void sdkWorkerErrorReachesCallerWithItsCode() {
		this.runner.run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			assertThatExceptionOfType(PluginRpcException.class)
				.isThrownBy(() -> data(manager, "failure", Map.of()).retrieve())
				.isNotInstanceOf(WorkerUnavailableException.class)
				.withMessage("no such luck")
				.satisfies((ex) -> {
					assertThat(ex.code()).isEqualTo(-32002);
					assertThat(ex.pluginId()).isEqualTo("acme.sdk");
					assertThat(ex.method()).isEqualTo("getData");
				});
		});
	}

	@Test
	void sdkWorkerLogsAndPrintsByAccident() {
		this.runner.run((context) -> {
			WorkerJournal journal = context.getBean(WorkerRegistry.class).findJournal("acme.sdk").orElseThrow();
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(journal.lines()).extracting("message")
					.contains("set up", "[not-json] a line that is no message"));
		});
	}

	@Test
	void sdkWorkerStreamsInOrder() {
		this.runner.run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			manager.call("acme.sdk", "performAction")
				.param("key", "stream")
				.param("params", Map.of("count", 3))
				.retrieve();
			List<PluginStreamEvent> events = context.getBean(Host.class).streamEvents;
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(events).hasSize(5));
			assertThat(events).extracting((event) -> event.kind().name())
				.containsExactly("OPEN", "EMIT", "EMIT", "EMIT", "CLOSE");
			assertThat(String.valueOf(events.get(2).event())).isEqualTo("{\"i\":2}");
			assertThat(events).allSatisfy((event) -> {
				assertThat(event.companyId()).isEqualTo("company-1");
				assertThat(event.synthetic()).isFalse();
			});
		});
	}

	@Test
	void sdkWorkerComesBackAfterCrashAndStopsWithTheApplication() {
		List<PluginWorkerEvent> events = new CopyOnWriteArrayList<>();
		this.runner.run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			long firstPid = pid(manager);
			manager.call("acme.sdk", "performAction").param("key", "crash").param("params", Map.of()).retrieve();
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(context.getBean(Host.class).events)
					.hasAtLeastOneElementOfType(PluginWorkerRestartedEvent.class));
			events.addAll(context.getBean(Host.class).events);
			assertThat(manager.getWorker("acme.sdk").status()).isEqualTo(WorkerStatus.RUNNING);
			assertThat(pid(manager)).isNotEqualTo(firstPid);
			assertThat(data(manager, "greeting", Map.of("name", "Bob")).retrieve().path("text").stringValue())
				.isEqualTo("Hello, Bob!");
		});
		assertThat(events).filteredOn(PluginWorkerCrashedEvent.class::isInstance)
			.singleElement()
			.isInstanceOfSatisfying(PluginWorkerCrashedEvent.class, (crash) -> {
				assertThat(crash.exitCode()).isEqualTo(3);
				assertThat(crash.willRestart()).isTrue();
				assertThat(crash.stderrExcerpt()).contains("about to crash");
			});
	}

	@Test
	void sdkWorkerIsGoneWhenApplicationHasStopped() {
		long[] pid = new long[1];
		this.runner.run((context) -> pid[0] = pid(context.getBean(PluginWorkerManager.class)));
		assertThat(ProcessHandle.of(pid[0])).isNotPresent();
	}

	private static PluginCall data(PluginWorkerManager manager, String key, Map<String, ?> params) {
		return manager.call("acme.sdk", "getData").param("key", key).param("params", params);
	}

	private static long pid(PluginWorkerManager manager) {
		Long pid = manager.getWorker("acme.sdk").diagnostics().pid();
		assertThat(pid).isNotNull();
		return pid;
	}

	record Count(int count) {
	}

	@Configuration(proxyBeanMethods = false)
	static class HostConfiguration {

		@Bean
		Host host() {
			return new Host();
		}

	}

	static class Host implements PluginStreamListener {

		final Map<String, Object> state = new ConcurrentHashMap<>();

		final List<PluginStreamEvent> streamEvents = new CopyOnWriteArrayList<>();

		final List<PluginWorkerEvent> events = new CopyOnWriteArrayList<>();

		@HostHandler("config.get")
		Map<String, String> config() {
			return Map.of("team", "ENG");
		}

		@HostHandler(value = "state.get", capability = "state.read")
		@Nullable Object get(String scopeKind, String stateKey) {
			return this.state.get(stateKey);
		}

		@HostHandler(value = "state.set", capability = "state.write")
		void set(String scopeKind, String stateKey, JsonNode value) {
			this.state.put(stateKey, value.intValue());
		}

		@Override
		public void onStreamEvent(PluginStreamEvent event) {
			this.streamEvents.add(event);
		}

		@EventListener
		void onWorkerEvent(PluginWorkerEvent event) {
			this.events.add(event);
		}

	}

}
