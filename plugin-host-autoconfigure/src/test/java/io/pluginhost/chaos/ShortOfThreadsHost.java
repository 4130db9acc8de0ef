package io.pluginhost.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.testing.OrdinaryUser;
import io.pluginhost.testing.PythonWorker;

/**
 * An application in a JVM of its own that a user runs whose threads can be limited. Does
 * what it is told on stdin, a line each, and answers with a line on stdout.
 */
public final class ShortOfThreadsHost implements AutoCloseable {

	private static final String ANSWER = "> ";

	private static final long PATIENCE_SECONDS = 60;

	private final Process process;

	private final BufferedReader answers;

	private final OutputStream commands;

	private ShortOfThreadsHost(Process process) {
		this.process = process;
		this.answers = process.inputReader(StandardCharsets.UTF_8);
		this.commands = process.getOutputStream();
	}

	static ShortOfThreadsHost start(OrdinaryUser user) throws IOException {
		ShortOfThreadsHost host = new ShortOfThreadsHost(
				start(user, ShortOfThreadsHost.class).redirectError(ProcessBuilder.Redirect.INHERIT).start());
		assertReady(host.answer());
		return host;
	}

	static ProcessBuilder start(OrdinaryUser user, Class<?> main, String... options) {
		List<String> command = user.prefix();
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
		command.addAll(List.of(options));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		return new ProcessBuilder(command);
	}

	private static void assertReady(String answer) {
		if (!answer.equals("ready")) {
			throw new IllegalStateException(answer);
		}
	}

	Process process() {
		return this.process;
	}

	/**
	 * Have something done, and return the answer.
	 */
	String ask(String command) throws IOException {
		this.commands.write((command + '\n').getBytes(StandardCharsets.UTF_8));
		this.commands.flush();
		return answer();
	}

	private String answer() throws IOException {
		String line = this.answers.readLine();
		while (line != null && !line.startsWith(ANSWER)) {
			System.out.println(line);
			line = this.answers.readLine();
		}
		if (line == null) {
			throw new IOException("The host has ended");
		}
		return line.substring(ANSWER.length());
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	// In the JVM of its own

	public static void main(String[] args) throws Exception {
		AtomicLong events = new AtomicLong();
		WorkerListener listener = new WorkerListener() {

			@Override
			public void onWorkerEvent(PluginWorkerEvent event) {
				events.incrementAndGet();
			}

		};
		try (ListeningApplication application = new ListeningApplication(listener)) {
			Map<String, PluginWorker> workers = new HashMap<>();
			for (PluginDefinitionBuilder definition : definitions()) {
				PluginWorker worker = application.start(definition.rpcTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
					.initializeTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
					.restartInitialDelay(Duration.ofMillis(100))
					.restartMaxDelay(Duration.ofMillis(300))
					.restartMaxRestarts(-1)
					.shutdownDrain(Duration.ofMillis(500))
					.shutdownTermGrace(Duration.ofMillis(500))
					.handler("store", (params, call) -> params.path("n"))
					.build());
				workers.put(worker.pluginId(), worker);
			}
			tell("ready");
			Map<String, CompletableFuture<Void>> stops = new HashMap<>();
			BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			String line = commands.readLine();
			while (line != null) {
				tell(answer(line.split(" "), workers, stops, events));
				line = commands.readLine();
			}
		}
	}

	private static List<PluginDefinitionBuilder> definitions() {
		return List.of(definition("victim", ""), definition("stopped", ""), definition("called", ""),
				definition("stubborn", "", "ignore-shutdown"), definition("wrapped", "sleep 600 & "));
	}

	private static PluginDefinitionBuilder definition(String id, String before, String... habits) {
		List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", before + "exec \"$@\"", "wrapper"));
		command.addAll(List.of(PythonWorker.command(habits)));
		return PluginDefinition.builder(id).command(command.toArray(String[]::new));
	}

	private static String answer(String[] command, Map<String, PluginWorker> workers,
			Map<String, CompletableFuture<Void>> stops, AtomicLong events) {
		if (command[0].equals("events")) {
			return Long.toString(events.get());
		}
		PluginWorker worker = workers.get(command[1]);
		return switch (command[0]) {
			case "state" -> describe(worker.diagnostics());
			case "stop" -> {
				stops.put(command[1], worker.stop());
				yield "asked";
			}
			case "start" -> {
				worker.start();
				yield "asked";
			}
			case "stopped" -> Boolean.toString(stops.get(command[1]).isDone());
			case "call" -> outcome(worker.call(command[2]).param("n", 7).scope("acme").retrieveAsync(JsonNode.class));
			default -> "unknown";
		};
	}

	private static String describe(WorkerDiagnostics worker) {
		return "%s %s pid=%d generation=%d crashes=%d".formatted(worker.status(), worker.lastCrashReason(),
				(worker.pid() != null) ? worker.pid() : 0, worker.generation(), worker.totalCrashes());
	}

	private static String outcome(CompletableFuture<JsonNode> call) {
		try {
			return "answered " + call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			return "failed " + ex.getCause();
		}
		catch (InterruptedException | TimeoutException ex) {
			return "never settled";
		}
	}

	private static void tell(String answer) {
		System.out.println(ANSWER + answer.replace('\n', ' '));
	}

}
