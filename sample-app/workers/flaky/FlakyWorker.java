import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The plugin "flaky": answers pings, and crashes in several ways when asked. About the
 * least a worker can be: it takes requests and never calls the host.
 */
public class FlakyWorker {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final long started = System.nanoTime();

	private final PrintStream out = System.out;

	private final ExecutorService requests = Executors.newCachedThreadPool();

	FlakyWorker() {
		// A stray System.out.println must not end up between the messages
		System.setOut(System.err);
	}

	public static void main(String[] args) throws IOException {
		Thread.setDefaultUncaughtExceptionHandler((thread, ex) -> {
			ex.printStackTrace();
			System.exit(1);
		});
		new FlakyWorker().serve();
	}

	private void serve() throws IOException {
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			JsonNode message = JSON.readTree(line);
			if (message.has("method") && message.has("id")) {
				this.requests.execute(() -> answer(message));
			}
		}
		System.exit(0);
	}

	private void answer(JsonNode request) {
		ObjectNode response = JSON.createObjectNode().put("jsonrpc", "2.0");
		response.set("id", request.get("id"));
		String method = request.path("method").asString();
		switch (method) {
			case "initialize" -> response.putObject("result")
				.put("ok", true)
				.putArray("supportedMethods")
				.add("health")
				.add("shutdown")
				.add("ping")
				.add("crash");
			case "health" -> response.putObject("result").put("status", "ok");
			case "ping" -> response.putObject("result")
				.put("pong", true)
				.put("pid", ProcessHandle.current().pid())
				.put("upSeconds", (System.nanoTime() - this.started) / 1_000_000_000);
			case "crash" -> crash(request.path("params").path("how").asString("exit"), response);
			case "shutdown" -> response.putNull("result");
			default -> error(response, -32601, "No method '" + method + "'");
		}
		send(response);
		if (method.equals("shutdown")) {
			System.exit(0);
		}
	}

	private void crash(String how, ObjectNode response) {
		switch (how) {
			case "exit" -> {
				System.err.println("ERROR Asked to crash: leaving with exit code 3");
				System.exit(3);
			}
			case "halt" -> {
				System.err.println("ERROR Asked to crash: halting, no clean-up");
				Runtime.getRuntime().halt(42);
			}
			case "exception" -> throw new IllegalStateException("Asked to crash: an exception nobody catches");
			case "kill" -> {
				System.err.println("ERROR Asked to crash: waiting for SIGKILL");
				kill();
			}
			default -> error(response, -32602, "'how' must be 'exit', 'halt', 'exception' or 'kill'");
		}
	}

	private static void kill() {
		try {
			new ProcessBuilder("kill", "-KILL", Long.toString(ProcessHandle.current().pid())).start().waitFor();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException("No way to send a signal here", ex);
		}
	}

	private static void error(ObjectNode response, int code, String message) {
		response.putObject("error").put("code", code).put("message", message);
	}

	private void send(ObjectNode message) {
		byte[] line = (JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
		synchronized (this.out) {
			this.out.write(line, 0, line.length);
			this.out.flush();
		}
	}

}
