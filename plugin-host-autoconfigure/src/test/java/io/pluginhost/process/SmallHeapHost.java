package io.pluginhost.process;

import java.io.PrintStream;
import java.time.Duration;

import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.manager.WorkerRegistry;

/**
 * A host whose worker writes more on one line than its heap may hold.
 */
public final class SmallHeapHost {

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

	private SmallHeapHost() {
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
