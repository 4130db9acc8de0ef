package io.pluginhost.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import de.codecentric.boot.admin.server.config.EnableAdminServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.sample.Browser;
import io.pluginhost.sample.RequiresTool;
import io.pluginhost.sample.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real server of Spring Boot Admin, in a real browser, of applications with
 * a real worker.
 */
@RequiresTool(Tool.CHROMIUM)
class AdminPageIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String RUDE = "[data-plugin=rude]";

	private static final List<ConfigurableApplicationContext> CONTEXTS = new ArrayList<>();

	private static Browser browser;

	private static String server;

	@BeforeAll
	static void start() throws IOException {
		server = "http://127.0.0.1:" + port(run(Server.class, "--plugin-host.enabled=false"));
		browser = new Browser(Tool.CHROMIUM.find().orElseThrow());
		browser.resize(1280, 800);
	}

	@AfterAll
	static void end() {
		if (browser != null) {
			browser.close();
		}
		CONTEXTS.forEach(ConfigurableApplicationContext::close);
	}

	@Test
	void killedWorkerIsSeenAndRestartedByTheButton() throws Exception {
		ConfigurableApplicationContext application = application("open",
				"--management.endpoint.plugins.access=unrestricted",
				"--management.endpoint.plugins.show-values=always");
		PluginWorkerManager manager = application.getBean(PluginWorkerManager.class);
		openPage("open", application);
		awaitStatus("running");
		long pid = manager.getWorker("rude").diagnostics().pid();
		browser
			.await(field("health") + "?.textContent === 'degraded: slow <img src=x onerror=\\'window.hacked=true\\'>'");
		assertThat(browser.text(RUDE + " [data-field=pid]")).isEqualTo(String.valueOf(pid));
		assertThat(browser.text(RUDE + " [data-field=uptime]")).matches("(\\d+ min )?\\d+ s");
		assertThat(browser.text(RUDE + " [data-field=memory]")).matches("\\d+\\.\\d MiB|–");
		ProcessHandle.of(pid).orElseThrow().destroyForcibly();
		awaitStatus("backoff");
		assertThat(browser.text(RUDE + " [data-field=crash]")).contains("signal, SIGKILL", "Next start");
		assertThat(browser.text(RUDE + " [data-field=stderr]")).contains("Out of luck <img src=x");
		assertThat(browser.text(RUDE + " [data-field=crashes]")).isEqualTo("1");
		browser.document(Path.of("..", "..", "docs", "images", "admin.png"));
		browser.click(RUDE + " [data-action=restart]");
		awaitStatus("running");
		assertThat(browser.text(RUDE + " [data-field=pid]"))
			.isEqualTo(String.valueOf(manager.getWorker("rude").diagnostics().pid()))
			.isNotEqualTo(String.valueOf(pid));
		browser.click(RUDE + " [data-action=stop]");
		awaitStatus("stopped");
		browser.click(RUDE + " [data-action=start]");
		awaitStatus("running");
		assertThat(browser.evaluate("document.querySelectorAll('.plugin-host img').length").asInt()).isZero();
		assertThat(browser.evaluate("window.hacked === undefined").asBoolean()).isTrue();
	}

	@Test
	void buttonsAreDisabledWithTheReasonWhereTheEndpointIsReadOnly() throws Exception {
		openPage("closed", application("closed"));
		awaitStatus("running");
		browser.await("document.querySelector('#plugin-host-read-only')");
		assertThat(browser.text("#plugin-host-read-only")).contains("management.endpoint.plugins.access=unrestricted");
		assertThat(browser
			.evaluate("[...document.querySelectorAll('%s button')].map(button => button.disabled)".formatted(RUDE))
			.toString()).isEqualTo("[true,true,true]");
	}

	private static ConfigurableApplicationContext application(String name, String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of("--spring.application.name=" + name, "--management.endpoints.web.exposure.include=*",
				"--plugin-host.plugins.rude.entrypoint=src/test/workers/RudeWorker.java",
				"--plugin-host.plugins.rude.health-check.interval=1s",
				"--plugin-host.plugins.rude.restart.initial-delay=5m"));
		return run(Application.class, all.toArray(new String[0]));
	}

	private static ConfigurableApplicationContext run(Class<?> source, String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of("--server.address=127.0.0.1", "--server.port=0"));
		ConfigurableApplicationContext context = new SpringApplicationBuilder(source).web(WebApplicationType.SERVLET)
			.run(all.toArray(new String[0]));
		CONTEXTS.add(context);
		return context;
	}

	private static String port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port");
	}

	private static void openPage(String name, ConfigurableApplicationContext application) {
		String url = "http://127.0.0.1:" + port(application);
		RestClient http = RestClient.create(server);
		JsonNode registration = http.post()
			.uri("/instances")
			.body(Map.of("name", name, "managementUrl", url + "/actuator", "healthUrl", url + "/actuator/health",
					"serviceUrl", url))
			.retrieve()
			.body(JsonNode.class);
		String id = registration.path("id").stringValue();
		Awaitility.await("endpoints")
			.atMost(PATIENCE)
			.until(() -> http.get()
				.uri("/instances/{id}", id)
				.retrieve()
				.body(JsonNode.class)
				.path("endpoints")
				.valueStream()
				.anyMatch((endpoint) -> endpoint.path("id").stringValue().equals("plugins")));
		browser.open(server + "/instances/" + id + "/details");
		browser.click("a[href$=plugin-host]");
	}

	private static String field(String name) {
		return "document.querySelector('%s [data-field=%s]')".formatted(RUDE, name);
	}

	private static void awaitStatus(String status) {
		browser.await("document.querySelector('%s')?.dataset.status === '%s'".formatted(RUDE, status));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableAdminServer
	static class Server {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
