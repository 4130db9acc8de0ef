package io.pluginhost.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.pluginhost.PluginDefinition;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.testing.MischiefWorker;
import io.pluginhost.testing.RequiresTool;
import io.pluginhost.testing.WebApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * ShortText of real workers in the log of a real application.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkerLogIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String ID = "acme.linear";

	private static WebApplication application;

	@BeforeAll
	static void run() {
		List<String> properties = new ArrayList<>(List.of(MischiefWorker.properties("linear")));
		properties.addAll(List.of("plugin-host.plugins.linear.id=" + ID, "plugin-host.startup=blocking",
				"management.endpoints.web.exposure.include=loggers",
				"management.endpoint.loggers.access=unrestricted"));
		application = WebApplication.run(TestApplication.class, properties);
	}

	@AfterAll
	static void close() {
		if (application != null) {
			application.close();
		}
	}

	@Test
	void theLevelOfAPluginCanBeChangedAtRunTime(CapturedOutput output) {
		say("loud");
		await().atMost(PATIENCE).until(() -> output.getOut().contains("loud"));
		level("ERROR");
		say("quiet");
		level("WARN");
		say("loud again");
		await().atMost(PATIENCE).until(() -> output.getOut().contains("loud again"));
		assertThat(output.getOut()).doesNotContain("quiet");
		assertThat(application.get("/actuator/loggers/plugin." + ID).body()).contains("\"configuredLevel\":\"WARN\"");
	}

	@Test
	void logLevelOfAPluginCanBeLoweredAtRunTime(CapturedOutput output) {
		mutter("DEBUG not heard");
		level("DEBUG");
		mutter("DEBUG heard");
		level("WARN");
		mutter("DEBUG not heard again");
		say("the end");
		await().atMost(PATIENCE).until(() -> output.getOut().contains("the end"));
		assertThat(output.getOut()).contains("DEBUG heard").doesNotContain("not heard");
	}

	@Test
	void aStackTraceOfJavaIsOneEvent() {
		assertOneEvent(" more",
				(attempt) -> application.manager().call(ID, "stack-trace").param("text", "oh no").retrieve(),
				(event) -> event.startsWith("java.lang.IllegalStateException: oh no\n\tat io.pluginhost.testing.Mis")
						&& event.contains("\nCaused by: java.io.IOException: gone\n"));
	}

	@Test
	@RequiresTool("python3")
	void aStackTraceOfPythonIsOneEvent() {
		assertOneEvent("ValueError: bad",
				(attempt) -> run("python" + attempt, "python3", "-c",
						"def f():\n  {}['no luck']\ntry:\n  f()\nexcept Exception:\n  raise ValueError('bad')"),
				(event) -> event.startsWith("Traceback") && event.contains("KeyError: 'no luck'\n\nDuring handling")
						&& event.endsWith("\nValueError: bad"));
	}

	@Test
	@RequiresTool("node")
	void aStackTraceOfNodeIsOneEvent() {
		assertOneEvent("code: 'ENOENT'",
				(attempt) -> run("node" + attempt, "node", "-e", "require('fs').openSync('/no/such/file')"),
				(event) -> event.startsWith("Error: ENOENT") && event.contains("\n    at ") && event.endsWith("\n}"));
	}

	/**
	 * On a machine that has much else to do, a worker may pause in the middle of a trace,
	 * longer than the host waits for the rest; not every time.
	 */
	private static void assertOneEvent(String lastWords, IntConsumer provoke, Predicate<String> whole) {
		for (int attempt = 1; attempt <= 5; attempt++) {
			lines().clear();
			provoke.accept(attempt);
			await().atMost(PATIENCE).until(() -> messages().anyMatch((message) -> message.contains(lastWords)));
			if (messages().anyMatch(whole)) {
				return;
			}
		}
		assertThat(messages()).anyMatch(whole);
	}

	private static void say(String text) {
		application.manager().call(ID, "log").param("text", text).retrieve();
		// The line is on its way to the log before the answer is, and is logged in order
		await().atMost(PATIENCE).until(() -> lines().stream().anyMatch((line) -> line.message().equals(text)));
	}

	private static void mutter(String text) {
		application.manager().call(ID, "stderr").param("text", text).retrieve();
		await().atMost(PATIENCE).until(() -> lines().stream().anyMatch((line) -> line.message().equals(text)));
	}

	private static void level(String level) {
		assertThat(application.post("/actuator/loggers/plugin." + ID, "{\"configuredLevel\":\"" + level + "\"}")
			.statusCode()).isEqualTo(204);
	}

	private static void run(String id, String... command) {
		CompletableFuture<?> start = application.manager()
			.startWorker(PluginDefinition.builder(id).command(command).restartEnabled(false).required(false).build());
		assertThat(start).failsWithin(PATIENCE);
	}

	private static Stream<String> messages() {
		return lines().stream().map(WorkerLogLine::message);
	}

	private static Queue<WorkerLogLine> lines() {
		return application.context().getBean(Lines.class).lines;
	}

	static final class Lines implements WorkerListener {

		private final Queue<WorkerLogLine> lines = new ConcurrentLinkedQueue<>();

		@Override
		public void onLogLine(WorkerLogLine line) {
			this.lines.add(line);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TestApplication {

		@Bean
		Lines lines() {
			return new Lines();
		}

	}

}
