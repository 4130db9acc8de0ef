package io.pluginhost.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import de.codecentric.boot.admin.server.config.EnableAdminServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.sample.Browser;
import io.pluginhost.sample.Patience;
import io.pluginhost.sample.RequiresTool;
import io.pluginhost.sample.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real server of Spring Boot Admin, in a real browser, of applications with
 * a real worker.
 */
@RequiresTool(Tool.CHROMIUM)
@Tag("slow")
class AdminPageIntegrationTests {

	private static final String RUDE = "[data-plugin=rude]";

	private static final String BUTTONS_DISABLED = "[...document.querySelectorAll('%s button')].map((button) => button.disabled)"
		.formatted(RUDE);

	private static final List<String> DEFAULTS = List.of("--management.endpoints.web.exposure.include=*",
			"--plugin-host.plugins.rude.entrypoint=src/test/workers/RudeWorker.java",
			"--plugin-host.plugins.rude.initialize-timeout=60s", "--plugin-host.plugins.rude.health-check.interval=1s",
			"--plugin-host.plugins.rude.restart.initial-delay=5m");

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
		if (OS.LINUX.isCurrentOs()) {
			browser.await("/^[1-9]\\d*\\.\\d MiB$/.test(" + field("memory") + ".textContent)");
		}
		assertThat(browser.text(RUDE + " [data-field=status]")).isEqualTo("running");
		assertThat(browser.evaluate(BUTTONS_DISABLED).toString()).isEqualTo("[true,false,false]");
		kill(manager);
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
		assertThat(browser.evaluate(BUTTONS_DISABLED).toString()).isEqualTo("[false,true,true]");
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
		assertThat(browser.evaluate(BUTTONS_DISABLED).toString()).isEqualTo("[true,true,true]");
	}

	@Test
	void recoveryTheLastCrashAndTheEndOfTheApplicationAreTold() throws Exception {
		ConfigurableApplicationContext application = application("mortal",
				"--management.endpoint.plugins.access=unrestricted", "--management.endpoint.plugins.show-values=always",
				"--plugin-host.plugins.rude.restart.initial-delay=1ms",
				"--plugin-host.plugins.rude.restart.max-restarts=1");
		PluginWorkerManager manager = application.getBean(PluginWorkerManager.class);
		openPage("mortal", application);
		awaitStatus("running");
		assertThat(browser.text("a[href$=plugin-host]")).contains("Plugins");
		kill(manager);
		browser.await(field("recoveries") + ".textContent === '1'");
		// A crash that is over is not shown as if it were not
		assertThat(browser.text(RUDE + " [data-field=crash]")).startsWith("Recovered. Last crash ")
			.contains("signal")
			.doesNotContain("Next start");
		assertThat(browser.text(RUDE + " [data-field=generation]")).isEqualTo("2");
		awaitStatus("running");
		kill(manager);
		awaitStatus("crashed");
		assertThat(browser.text(RUDE + " [data-field=crash]")).contains("signal, SIGKILL",
				"It is not started again automatically");
		assertThat(browser.evaluate(field("stderr") + ".checkVisibility()").asBoolean()).isTrue();
		browser.resize(360, 740);
		browser.await("""
				[...document.querySelectorAll('.plugin-host, .plugin-host *')]
				  .filter((each) => getComputedStyle(each).display !== 'inline')
				  .every((each) => each.scrollWidth <= each.clientWidth)""");
		browser.resize(1280, 800);
		application.close();
		browser.await("document.querySelector('.plugin-host-problem')?.textContent.includes('cannot be read')");
		browser.click(RUDE + " [data-action=restart]");
		browser.await("document.querySelector('%s .plugin-host-problem')?.textContent.includes('Restart failed')"
			.formatted(RUDE));
	}

	@Test
	void instanceThatDoesNotExposeTheEndpointHasNoPage() throws Exception {
		openInstance("without", application("without", "--management.endpoints.web.exposure.include=health,metrics"),
				"metrics");
		browser.await("document.querySelector('a[href$=metrics]')");
		assertThat(browser.evaluate("document.querySelectorAll('a[href$=plugin-host]').length").asInt()).isZero();
	}

	private static void kill(PluginWorkerManager manager) {
		ProcessHandle.of(manager.getWorker("rude").diagnostics().pid()).orElseThrow().destroyForcibly();
	}

	private static ConfigurableApplicationContext application(String name, String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add("--spring.application.name=" + name);
		all.addAll(DEFAULTS.stream()
			.filter((one) -> all.stream()
				.noneMatch((other) -> other.startsWith(one.substring(0, one.indexOf('=') + 1))))
			.toList());
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
		openInstance(name, application, "plugins");
		browser.click("a[href$=plugin-host]");
	}

	private static void openInstance(String name, ConfigurableApplicationContext application, String endpoint) {
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
			.atMost(Patience.LIMIT)
			.until(() -> http.get()
				.uri("/instances/{id}", id)
				.retrieve()
				.body(JsonNode.class)
				.path("endpoints")
				.valueStream()
				.anyMatch((exposed) -> exposed.path("id").stringValue().equals(endpoint)));
		browser.open(server + "/instances/" + id + "/details");
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
