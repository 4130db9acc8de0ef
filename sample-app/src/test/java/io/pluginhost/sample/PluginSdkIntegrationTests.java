package io.pluginhost.sample;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.pluginhost.PluginDefinition;
import io.pluginhost.RpcErrorCodes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The statements of {@code docs/compatibility.md} about the plugin SDK match its package.
 */
@RequiresTool(Tool.NODE)
class PluginSdkIntegrationTests {

	private static final Path SDK = Path.of("workers/greeter/node_modules/@paperclipai/plugin-sdk");

	@BeforeAll
	static void install() throws IOException, InterruptedException {
		SampleWorker.installGreeter();
	}

	@Test
	void pageIsAboutTheInstalledVersion() throws IOException {
		String version = find("\"version\": \"(.+?)\"", "package.json");
		assertThat(Files.readString(Path.of("..", "docs", "compatibility.md"))).contains("version " + version);
	}

	@Test
	void codesAreTheSameButForThoseThePageNames() throws IOException {
		Set<Integer> theirs = Pattern.compile("readonly [A-Z_]+: (-32\\d+);")
			.matcher(Files.readString(SDK.resolve("dist/protocol.d.ts")))
			.results()
			.map((code) -> Integer.valueOf(code.group(1)))
			.collect(Collectors.toCollection(TreeSet::new));
		Set<Integer> ours = Arrays.stream(RpcErrorCodes.class.getFields())
			.map(PluginSdkIntegrationTests::value)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(theirs).contains(-32006, -32099);
		theirs.remove(-32006);
		ours.remove(RpcErrorCodes.CANCELLED);
		assertThat(ours).isEqualTo(theirs);
	}

	@Test
	void hostAnswersBeforeTheWorkerGivesUp() throws IOException {
		Duration theirs = Duration.ofMillis(
				Long.parseLong(find("DEFAULT_RPC_TIMEOUT_MS = ([\\d_]+)", "dist/worker-rpc-host.js").replace("_", "")));
		assertThat(theirs).isEqualTo(Duration.ofSeconds(30));
		assertThat(PluginDefinition.builder("any").command("any").build().limits().hostCallTimeout())
			.isEqualTo(Duration.ofSeconds(25));
	}

	@Test
	void methodsOfThePageAreThoseOfTheProtocol() throws IOException {
		String methods = find("(?s)interface HostToWorkerMethods \\{(.+?)\n}", "dist/protocol.d.ts");
		for (String method : new String[] { "initialize", "health", "shutdown", "configChanged", "getData",
				"performAction", "runJob", "onEvent" }) {
			assertThat(methods).containsPattern("\\b" + method + ": \\[");
		}
		assertThat(Files.readString(SDK.resolve("dist/host-client-factory.d.ts"))).contains(
				"capabilities: manifest.capabilities", "workerManager.startWorker(\"acme.linear\"", "hostHandlers");
		assertThat(Files.readString(SDK.resolve("README.md"))).contains("if omitted, host restarts worker",
				"PluginStreamBus");
	}

	private static Integer value(Field field) {
		try {
			return (Integer) field.get(null);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String find(String pattern, String file) throws IOException {
		Matcher found = Pattern.compile(pattern).matcher(Files.readString(SDK.resolve(file)));
		assertThat(found.find()).as(file + ": " + pattern).isTrue();
		return found.group(1);
	}

}
