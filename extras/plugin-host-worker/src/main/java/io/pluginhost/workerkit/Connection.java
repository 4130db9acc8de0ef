package io.pluginhost.workerkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The connection to the host: writes messages, one a line, and matches answers with
 * requests. Safe for use by any thread; writing blocks while the host does not read.
 */
final class Connection {

	/** Does not truncate fractions to integers. */
	static final JsonMapper JSON = JsonMapper.builder().disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT).build();

	/** Guarded by itself. */
	private final OutputStream out;

	private final AtomicLong ids = new AtomicLong();

	private final Map<Long, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();

	Connection(OutputStream out) {
		this.out = out;
	}

	JsonNode ask(String method, @Nullable Object params, @Nullable JsonNode invocationId) {
		long id = this.ids.incrementAndGet();
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		this.asked.put(id, answer);
		try {
			write(message().put("id", id), method, params, invocationId);
			JsonNode message = answer.get();
			JsonNode error = message.get("error");
			if (error != null) {
				throw new WorkerException(error.path("code").asInt(WorkerException.WORKER_ERROR),
						error.path("message").asString(""), error.get("data"));
			}
			return message.path("result");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			send("$/cancelRequest", Map.of("id", id), null);
			throw new WorkerException(WorkerException.CANCELLED, "Interrupted while waiting for '" + method + "'");
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		finally {
			this.asked.remove(id);
		}
	}

	void send(String method, @Nullable Object params, @Nullable JsonNode invocationId) {
		write(message(), method, params, invocationId);
	}

	private void write(ObjectNode message, String method, @Nullable Object params, @Nullable JsonNode invocationId) {
		message.put("method", method);
		message.set("params", (params != null) ? JSON.valueToTree(params) : JSON.createObjectNode());
		if (invocationId != null) {
			message.set("paperclipInvocationId", invocationId);
		}
		write(message);
	}

	/**
	 * Process the host's answer to a request.
	 */
	void settle(JsonNode message) {
		CompletableFuture<JsonNode> answer = this.asked.remove(message.path("id").asLong(-1));
		if (answer != null) {
			answer.complete(message);
		}
	}

	void answer(JsonNode id, JsonNode result) {
		ObjectNode message = message();
		message.set("id", id);
		message.set("result", result);
		write(message);
	}

	void refuse(JsonNode id, WorkerException failure) {
		ObjectNode message = message();
		message.set("id", id);
		ObjectNode error = message.putObject("error");
		error.put("code", failure.code()).put("message", String.valueOf(failure.getMessage()));
		if (failure.data() != null) {
			error.set("data", failure.data());
		}
		write(message);
	}

	private static ObjectNode message() {
		return JSON.createObjectNode().put("jsonrpc", "2.0");
	}

	private void write(ObjectNode message) {
		byte[] line = (message + "\n").getBytes(StandardCharsets.UTF_8);
		synchronized (this.out) {
			try {
				this.out.write(line);
				this.out.flush();
			}
			catch (IOException ex) {
				// The host has ended, and so will stdin
			}
		}
	}

}
