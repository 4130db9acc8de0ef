package io.pluginhost.mischief;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginCall;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.RpcErrorCodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Workers that want more than they were given: they do not get it.
 */
@DisabledOnOs(OS.WINDOWS)
class SecurityIntegrationTests {

	@RegisterExtension
	static final MischiefHost host = new MischiefHost();

	@Test
	void environmentHoldsNothingOfTheHostsButWhatWorkersMayHave() {
		List<String> expected = new ArrayList<>(
				List.of("TZ", "NODE_ENV", "PLUGIN_ID", "PAPERCLIP_PLUGIN_ID", "PLUGIN_HOST_OWNER", "EXTRA"));
		for (String name : List.of("PATH", "LANG", "LC_ALL", "NODE_PATH")) {
			if (System.getenv(name) != null) {
				expected.add(name);
			}
		}
		assertThat(System.getenv().keySet()).as("what could be let through").isNotEqualTo(List.copyOf(expected));
		PluginWorker worker = host.start(host.plugin().env("EXTRA", "one").build());
		assertThat(worker.call("environment").retrieve(String[].class)).containsExactlyInAnyOrderElementsOf(expected);
	}

	@Test
	void environmentHoldsWhatIsLetThroughByNameAndNoMore() {
		PluginDefinition definition = host.plugin()
			.inheritEnv("HOME", "NO_SUCH_VARIABLE")
			.env("PLUGIN_ID", "another")
			.env("PLUGIN_HOST_OWNER", "nobody")
			.build();
		PluginWorker worker = host.start(definition);
		assertThat(variable(worker, "HOME")).isEqualTo(String.valueOf(System.getenv("HOME")));
		assertThat(variable(worker, "USER")).isEqualTo("null");
		assertThat(variable(worker, "NO_SUCH_VARIABLE")).isEqualTo("null");
		assertThat(variable(worker, "PLUGIN_ID")).isEqualTo("another");
		assertThat(variable(worker, "PAPERCLIP_PLUGIN_ID")).isEqualTo(definition.id());
		assertThat(variable(worker, "PLUGIN_HOST_OWNER")).contains(":" + ProcessHandle.current().pid() + ":");
	}

	private static String variable(PluginWorker worker, String name) {
		return worker.call("variable").param("name", name).retrieve(String.class);
	}

	@Test
	void capabilityThatIsNotGrantedIsDeniedThoughTheManifestAsksForIt() {
		PluginWorker worker = host
			.start(host.plugin().manifest(Map.of("capabilities", List.of("secrets"))).capabilities("other").build());
		int before = host.secretsTold();
		JsonNode answer = worker.call("host").param("method", "secrets.tell").retrieve();
		assertThat(answer.at("/error/code").intValue()).isEqualTo(RpcErrorCodes.CAPABILITY_DENIED);
		assertThat(answer.toString()).doesNotContain("the secret");
		assertThat(host.secretsTold()).isEqualTo(before);
	}

	@Test
	void capabilityThatIsGrantedIsThePluginsAlone() {
		PluginWorker granted = host.start(host.plugin().capabilities("secrets").build());
		PluginWorker other = host.start(host.plugin().build());
		assertThat(granted.call("host").param("method", "secrets.tell").retrieve().path("result").stringValue())
			.isEqualTo("the secret");
		assertThat(other.call("host").param("method", "secrets.tell").retrieve().at("/error/code").intValue())
			.isEqualTo(RpcErrorCodes.CAPABILITY_DENIED);
	}

	@Test
	void scopeIsThatOfTheCallTheWorkerIsIn() {
		PluginWorker worker = host.start(host.plugin().build());
		PluginCall call = worker.call("host").param("method", "scope.tell");
		assertThat(call.scope("acme").retrieve().path("result").stringValue()).isEqualTo("acme");
		assertThat(worker.call("host").param("method", "scope.tell").retrieve().at("/error/code").intValue())
			.isEqualTo(RpcErrorCodes.SCOPE_DENIED);
	}

	@Test
	void invocationThatIsMadeUpOrAnothersIsDenied() {
		PluginWorker worker = host.start(host.plugin().build());
		PluginWorker other = host.start(host.plugin().build());
		String own = invocation(worker);
		String others = invocation(other);
		assertThat(forge(worker, own).path("result").stringValue()).isEqualTo("acme");
		for (String forged : List.of(others, "1", "../" + own, own + " ", "")) {
			assertForged(forge(worker, forged), forged);
		}
		worker.restart().join();
		assertForged(forge(worker, own), "an earlier process's");
	}

	/**
	 * By the host, before any handler could have run: one that asks for a scope it has
	 * not refuses with the same code.
	 */
	private static void assertForged(JsonNode answer, String invocation) {
		assertThat(answer.at("/error/code").intValue()).as(invocation).isEqualTo(RpcErrorCodes.SCOPE_DENIED);
		assertThat(answer.at("/error/message").stringValue("")).as(invocation)
			.isEqualTo("The invocation id belongs to no call of this worker");
	}

	private static String invocation(PluginWorker worker) {
		return worker.call("invocation").scope("acme").retrieve().path("id").stringValue();
	}

	private static JsonNode forge(PluginWorker worker, String invocation) {
		return worker.call("forge").param("id", invocation).scope("other").retrieve();
	}

	/**
	 * Escape sequences that clear a terminal or name its window, and line ends that forge
	 * a line: on stderr, as a log line, as no message, as a method, and as last words.
	 */
	@Test
	void controlCharactersOfAWorkerReachNoLog() {
		Logger logger = (Logger) LoggerFactory.getLogger("io.pluginhost");
		logger.setLevel(Level.DEBUG);
		try {
			PluginWorker worker = host.start(host.plugin().build());
			shell(worker, "printf 'err \\033[2J\\007\\r2026 INFO forged\\n' >&2");
			shell(worker, "printf 'bad \\033]0;x\\007\\rforged\\n'");
			String params = "{\"level\":\"info\",\"message\":\"log \\u001b[2J\\r\\nforged\\u2028x\","
					+ "\"meta\":{\"k\\ney\":\"v\\u0007\",\"list\":[\"\\n\"]}}";
			shell(worker, "printf '%s\\n' '{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"params\":" + params + "}'");
			shell(worker, "printf '%s\\n' '{\"jsonrpc\":\"2.0\",\"method\":\"who\\u001b[2J\\r\\nforged\"}'");
			shell(worker,
					"printf '%s\\n' '{\"jsonrpc\":\"2.0\",\"id\":99,\"error\":{\"code\":1,\"message\":\"\\u001b\\n\"}}'");
			worker.call("echo").retrieve();
			worker.send("leave", Map.of());
			host.crash(worker.pluginId());
			await().atMost(MischiefHost.PATIENCE)
				.untilAsserted(
						() -> assertThat(host.words(worker.pluginId())).anyMatch((line) -> line.startsWith("err "))
							.anyMatch((line) -> line.startsWith("[not-json] bad "))
							.anyMatch((line) -> line.startsWith("log ")));
			assertThat(host.log()).extracting(ILoggingEvent::getFormattedMessage)
				.anyMatch((message) -> message.startsWith("No handler for notification 'who"));
			for (ILoggingEvent event : host.log()) {
				assertHarmless(event.getFormattedMessage());
				if (event.getKeyValuePairs() != null) {
					event.getKeyValuePairs().forEach((pair) -> assertHarmless(pair.toString()));
				}
			}
		}
		finally {
			logger.setLevel(null);
		}
	}

	/**
	 * The host itself writes several lines where it tells last words, each set in.
	 */
	private static void assertHarmless(String message) {
		assertThat(message.replace('\t', ' ').replace("\nWorker stderr:\n", " ").replace("\n  | ", " "))
			.doesNotContainPattern("[\\p{Cntrl}\u0085\u2028\u2029]");
	}

	private static void shell(PluginWorker worker, String command) {
		worker.call("shell").param("command", command).retrieve();
	}

	@ParameterizedTest
	@ValueSource(strings = { "../x", "a/b", "a\\b", "..", "/etc/passwd", "x\n", "", " x", "a b", "x\0y" })
	void idThatIsAPathIsRefused(String id) {
		assertThatIllegalArgumentException().isThrownBy(() -> PluginDefinition.builder(id).command("worker").build())
			.withMessageContaining("must match");
	}

}
