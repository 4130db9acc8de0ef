package io.pluginhost.process;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.testing.RequiresTool;
import io.pluginhost.worker.WorkerRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A host whose heap is smaller than what a worker may write on one line.
 */
@RequiresTool("python")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SmallHeapIntegrationTests {

	private static final String WORKER = """
			import sys, json, os
			def put(b):
			    while b: b = b[os.write(1, b[:65536]):]
			for line in sys.stdin:
			    m = json.loads(line)
			    if 'id' not in m: continue
			    r = m.get('params')
			    if m['method'] == 'initialize': r = {'ok': True}
			    if m['method'] == 'long':
			        put(('{"jsonrpc":"2.0","id":%d,"result":"' % m['id']).encode())
			        for i in range(150): put(b'x' * (1 << 20))
			        put(b'"}\\n'); continue
			    put((json.dumps({'jsonrpc': '2.0', 'id': m['id'], 'result': r}) + '\\n').encode())
			    if m['method'] == 'shutdown': sys.exit(0)
			""";

	@Test
	void aLineThatTheHeapHasNoRoomForFailsItsCallAndReadingGoesOn() throws Exception {
		// Out of heap while reading a line: its call fails at once, and the next one is
		// answered
		Process host = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				SmallHeapIntegrationTests.class.getName())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try {
			List<String> lines = new String(host.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> line.startsWith("> "))
				.toList();
			assertThat(lines).hasSize(4);
			assertThat(lines.get(0)).contains("more than the memory of the host has room for");
			assertThat(lines.get(1)).isEqualTo("> {\"n\":1}");
			assertThat(lines.get(2)).contains("more than the memory of the host has room for");
			assertThat(lines.get(3)).isEqualTo("> RUNNING 1");
		}
		finally {
			host.destroyForcibly();
		}
	}

	public static void main(String[] args) {
		PrintStream out = System.out;
		LocalProcessLauncher launcher = Scenario.launcher();
		WorkerRegistry registry = HostProcess.registry(launcher);
		PluginWorker worker = registry
			.startWorker(PluginDefinition.builder("long")
				.command("python3", "-c", WORKER)
				.maxMessageSize(200 * 1024 * 1024)
				.healthCheckEnabled(false)
				.initializeTimeout(Duration.ofMinutes(1))
				.build())
			.join();
		out.println("> " + outcome(worker, "long"));
		out.println("> " + outcome(worker, "echo"));
		out.println("> " + outcome(worker, "long"));
		out.println("> " + worker.status() + " " + worker.diagnostics().generation());
		registry.close();
		launcher.close();
		out.flush();
		Runtime.getRuntime().halt(0);
	}

	private static String outcome(PluginWorker worker, String method) {
		try {
			JsonNode answer = worker.call(method).param("n", 1).timeout(Duration.ofMinutes(1)).retrieve();
			return answer.toString();
		}
		catch (RuntimeException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

}
