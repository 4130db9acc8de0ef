package io.pluginhost.mischief;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.event.PluginHealthChangedEvent;
import io.pluginhost.testing.MischiefWorker;
import io.pluginhost.testing.WebApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Workers that tell the secrets they were given, wherever they have something to say: no
 * log, message, event, diagnostics or endpoint of the host repeats them.
 */
@DisabledOnOs(OS.WINDOWS)
class SecretsIntegrationTests {

	@RegisterExtension
	static final MischiefHost host = new MischiefHost();

	private static final String SECRET = "hunter2\"correct-horse";

	private static final String ENV = "tok_0123456789abcdef";

	@Test
	void secretsThatAWorkerTellsWhileItRunsAreNotRepeated() {
		Logger logger = (Logger) LoggerFactory.getLogger("io.pluginhost");
		logger.setLevel(Level.DEBUG);
		try {
			PluginWorker worker = host.start(plugin("tell=API_TOKEN").healthCheckEnabled(true)
				.healthCheckInterval(Duration.ofMillis(50))
				.build());
			assertThat(worker.call("variable").param("name", "API_TOKEN").retrieve(String.class)).isEqualTo(ENV);
			tell(worker, ">&2");
			tell(worker, "");
			shell(worker, "printf '{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"params\":{\"level\":\"info\","
					+ "\"message\":\"log of '$API_TOKEN'\",\"meta\":{\"of\":\"'$API_TOKEN'\"}}}\\n'");
			shell(worker, "printf '{\"jsonrpc\":\"2.0\",\"method\":\"of-'$API_TOKEN'\"}\\n'");
			shell(worker,
					"printf '{\"jsonrpc\":\"2.0\",\"id\":999,\"error\":{\"code\":1,\"message\":\"'$API_TOKEN'\"}}\\n'");
			List<Throwable> thrown = new ArrayList<>();
			thrown.add(catchThrowable(() -> worker.call("fail").retrieve()));
			assertThat(thrown.get(0)).hasMessage("cannot go on with ******");
			thrown
				.add(catchThrowable(() -> worker.call("variable").param("name", "API_TOKEN").retrieve(Integer.class)));
			host.events(worker.pluginId(), PluginHealthChangedEvent.class, 1);
			thrown.add(catchThrowable(() -> worker.call("exit").param("code", 1).retrieve()));
			assertThat(thrown.get(2)).hasMessageContaining("Worker stderr:\nstderr of ******");
			host.crash(worker.pluginId());
			await().atMost(MischiefHost.PATIENCE)
				.untilAsserted(() -> assertThat(host.words(worker.pluginId())).contains("log of ******")
					.contains("stderr of ******")
					.contains("[not-json] of ******")
					.anyMatch((line) -> line.startsWith("[not-json] xxx") && line.endsWith("x******…"))
					.anyMatch((line) -> line.contains("\"error\":\"******")));
			assertThat(host.log()).extracting(ILoggingEvent::getFormattedMessage)
				.anyMatch((message) -> message.contains("'of-******'"));
			assertTellsNothing(worker, thrown);
		}
		finally {
			logger.setLevel(null);
		}
	}

	@Test
	void secretsThatAWorkerTellsBeforeItIsReadyAreNotRepeated() {
		PluginDefinition definition = plugin("initialize-error", "tell=API_TOKEN").build();
		Throwable failure = host.startInVain(definition);
		assertThat(failure).hasMessageContaining("no database******");
		assertTellsNothing(host.manager().getWorker(definition.id()), List.of(failure));
	}

	@Test
	void secretsOfTheConfigurationAreKnownWhateverTheyLookLike() {
		PluginWorker worker = host.start(plugin().build());
		shell(worker, "printf '%s\\n' 'plain hunter2\"correct-horse' >&2");
		shell(worker, "printf '%s\\n' '{\"broken\":\"hunter2\\\"correct-horse'");
		await().atMost(MischiefHost.PATIENCE)
			.untilAsserted(() -> assertThat(host.words(worker.pluginId())).contains("plain ******",
					"[not-json] {\"broken\":\"******"));
		assertTellsNothing(worker, List.of());
	}

	@Test
	void secretsOfAChangedConfigurationAreKnownBeforeTheWorkerIsTold() {
		PluginWorker worker = host.start(plugin().build());
		String changed = "changed-my-mind";
		catchThrowable(() -> worker.call("configChanged").param("config", Map.of("password", changed)).retrieve());
		shell(worker, "echo plain " + changed + " >&2");
		await().atMost(MischiefHost.PATIENCE)
			.untilAsserted(() -> assertThat(host.words(worker.pluginId())).contains("plain ******"));
	}

	@Test
	void secretsOfAnUpdatedConfigurationAreKnown() {
		PluginWorker worker = host.start(plugin().build());
		String updated = "updated-since";
		assertThat(host.manager().updateConfig(worker.pluginId(), Map.of("password", updated)))
			.succeedsWithin(MischiefHost.PATIENCE);
		shell(worker, "echo plain " + updated + " >&2");
		await().atMost(MischiefHost.PATIENCE)
			.untilAsserted(() -> assertThat(host.words(worker.pluginId())).contains("plain ******"));
	}

	/**
	 * As an application shows it to whoever may look.
	 */
	@Test
	void endpointRepeatsNoSecret() {
		List<String> properties = new ArrayList<>(List.of(MischiefWorker.properties("teller", "tell=API_TOKEN")));
		properties.addAll(List.of("plugin-host.startup=blocking", "management.endpoints.web.exposure.include=*",
				"management.endpoint.health.show-details=always", "management.endpoint.env.show-values=never",
				"plugin-host.plugins.teller.env.API_TOKEN=" + ENV, "plugin-host.plugins.teller.args=--token=" + ENV,
				"plugin-host.plugins.teller.restart.enabled=false",
				"plugin-host.plugins.teller.config-json={\"accounts\":[{\"password\":\"open-sesame-1\"}]}",
				"plugin-host.plugins.teller.health-check.interval=20ms"));
		try (WebApplication application = WebApplication.run(WebConfiguration.class, properties)) {
			PluginWorker worker = application.manager().getWorker("teller");
			tell(worker, ">&2");
			shell(worker, "echo open-sesame-1 >&2");
			await().atMost(MischiefHost.PATIENCE).until(() -> worker.diagnostics().health() != null);
			assertSilent(application);
			catchThrowable(() -> worker.call("exit").param("code", 1).retrieve());
			await().atMost(MischiefHost.PATIENCE).until(() -> worker.status() == WorkerStatus.CRASHED);
			assertSilent(application);
			assertThat(application.get("/actuator/plugins/teller").body()).contains("\"--token=******\"");
			assertThat(application.get("/actuator/plugins/teller/logs").body()).contains("\"level\":\"warn\"");
		}
	}

	private static void assertSilent(WebApplication application) {
		for (String path : List.of("plugins", "plugins/teller", "plugins/teller/history", "plugins/teller/logs",
				"plugins/teller/calls", "health", "health/plugins/teller", "configprops", "env")) {
			assertThat(application.get("/actuator/" + path).body()).as(path).doesNotContain(ENV, "open-sesame-1");
		}
	}

	private static PluginDefinitionBuilder plugin(String... habits) {
		return host.plugin(habits)
			.env("API_TOKEN", ENV)
			.config(Map.of("login", Map.of("user", "alice", "password", SECRET)));
	}

	/**
	 * A line that tells, one in which it is cut, and a message that does.
	 */
	private static void tell(PluginWorker worker, String where) {
		shell(worker, "echo \"" + (where.isEmpty() ? "" : "stderr ") + "of $API_TOKEN\" " + where);
		shell(worker, "echo \"" + "x".repeat(185) + "$API_TOKEN and so on\" " + where);
		shell(worker, "printf '{\"jsonrpc\":\"1.0\",\"error\":\"'$API_TOKEN'\"}\\n' " + where);
	}

	private static void shell(PluginWorker worker, String command) {
		worker.call("shell").param("command", command).retrieve();
	}

	private static void assertTellsNothing(PluginWorker worker, List<Throwable> thrown) {
		List<String> told = new ArrayList<>();
		for (ILoggingEvent event : host.log()) {
			told.add(event.getFormattedMessage() + event.getKeyValuePairs());
			if (event.getThrowableProxy() != null) {
				told.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
			}
		}
		host.events(worker.pluginId()).forEach((event) -> told.add(event.toString()));
		told.add(worker.diagnostics().toString());
		told.add(worker.supportedMethods().toString());
		thrown.forEach((one) -> told.add(stackTrace(one)));
		assertThat(told).isNotEmpty()
			.allSatisfy((text) -> assertThat(text).doesNotContain(ENV, ENV.substring(0, 12), SECRET,
					SECRET.replace("\"", "\\\""), "correct-horse"));
	}

	private static String stackTrace(Throwable thrown) {
		StringWriter trace = new StringWriter();
		thrown.printStackTrace(new PrintWriter(trace));
		return trace.toString();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WebConfiguration {

	}

}
