package io.pluginhost.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A worker as it is, with nothing of the plugin host around it: a process, and what goes
 * in and comes out of its pipes.
 */
class WorkerPipes implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final String END = "";

	private final Process process;

	private final OutputStream stdin;

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	private final List<JsonNode> unclaimed = new ArrayList<>();

	WorkerPipes(List<String> command) {
		try {
			this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.stdin = this.process.getOutputStream();
		Thread reader = new Thread(this::read, "worker-stdout");
		reader.setDaemon(true);
		reader.start();
	}

	private void read() {
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			reader.lines().forEach(this.lines::add);
		}
		catch (IOException | UncheckedIOException ex) {
			// The worker was killed
		}
		this.lines.add(END);
	}

	/**
	 * Send a message in JSON with single quotes.
	 */
	void send(String message) {
		sendJson(message.replace('\'', '"'));
	}

	void sendJson(String message) {
		try {
			this.stdin.write((message + "\n").getBytes(StandardCharsets.UTF_8));
			this.stdin.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Send a request and wait for its answer.
	 */
	JsonNode ask(String message) {
		send(message);
		JsonNode id = JSON.readTree(message.replace('\'', '"')).get("id");
		return receive((answer) -> !answer.has("method") && id.equals(answer.get("id")));
	}

	/**
	 * Wait for a message with this method.
	 */
	JsonNode receiveMethod(String method) {
		return receive((message) -> method.equals(message.path("method").asString()));
	}

	/**
	 * Wait for a message; others stay to be received later. Every line must be JSON.
	 */
	JsonNode receive(Predicate<JsonNode> wanted) {
		JsonNode found = this.unclaimed.stream().filter(wanted).findFirst().orElse(null);
		if (found != null) {
			this.unclaimed.remove(found);
			return found;
		}
		while (true) {
			JsonNode message = JSON.readTree(nextLine());
			if (wanted.test(message)) {
				return message;
			}
			this.unclaimed.add(message);
		}
	}

	private String nextLine() {
		try {
			String line = this.lines.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
			assertThat(line).as("a line within %s, unclaimed so far: %s", Patience.LIMIT, this.unclaimed).isNotNull();
			assertThat(line).as("a line before the end, unclaimed so far: %s", this.unclaimed).isNotEqualTo(END);
			return line;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	void forgetUnclaimed() {
		this.unclaimed.clear();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	void closeStdin() throws IOException {
		this.stdin.close();
	}

	int exitCode() throws InterruptedException {
		assertThat(this.process.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)).as("has exited").isTrue();
		return this.process.exitValue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
