package io.pluginhost.test;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages between one process of a worker and the host. Safe for use by any thread.
 * Calls of host methods block until they are answered, and fail when the worker ends.
 */
final class TestConnection {

	/** Does not truncate fractions to integers. */
	static final JsonMapper JSON = JsonMapper.builder().disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT).build();

	private final String pluginId;

	private final TestProcess process;

	private final HostErrors errors;

	private final AtomicLong ids = new AtomicLong();

	private final Map<String, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();

	TestConnection(String pluginId, TestProcess process, HostErrors errors) {
		this.pluginId = pluginId;
		this.process = process;
		this.errors = errors;
	}

	JsonNode callHost(String method, @Nullable Object params, @Nullable JsonNode invocationId) {
		String id = "worker-" + this.ids.incrementAndGet();
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		this.asked.put(id, answer);
		if (!this.process.writeLine(message(method, params, invocationId).put("id", id).toString())) {
			close();
		}
		JsonNode message = join(answer);
		JsonNode error = message.get("error");
		if (error != null) {
			throw this.errors.exception(this.pluginId, method, error);
		}
		return message.path("result");
	}

	private static JsonNode join(CompletableFuture<JsonNode> answer) {
		try {
			return answer.join();
		}
		catch (CompletionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new IllegalStateException(String.valueOf(cause.getMessage()), ex);
		}
	}

	void send(String method, @Nullable Object params, @Nullable JsonNode invocationId) {
		this.process.writeLine(message(method, params, invocationId).toString());
	}

	private static ObjectNode message(String method, @Nullable Object params, @Nullable JsonNode invocationId) {
		ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0").put("method", method);
		message.set("params", (params != null) ? JSON.valueToTree(params) : JSON.createObjectNode());
		if (invocationId != null) {
			message.set("paperclipInvocationId", invocationId);
		}
		return message;
	}

	void answer(JsonNode id, @Nullable Object result) {
		ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0");
		message.set("id", id);
		message.set("result", JSON.valueToTree(result));
		this.process.writeLine(message.toString());
	}

	void refuse(JsonNode id, int code, String text, @Nullable Object data) {
		ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0");
		message.set("id", id);
		ObjectNode error = message.putObject("error").put("code", code).put("message", text);
		if (data != null) {
			error.set("data", JSON.valueToTree(data));
		}
		this.process.writeLine(message.toString());
	}

	/**
	 * Read a line of the host.
	 * @return the message, or {@code null} if it was the answer to a request
	 */
	@Nullable JsonNode receive(byte[] line) {
		JsonNode message = JSON.readTree(new String(line, StandardCharsets.UTF_8));
		if (message.has("method")) {
			return message;
		}
		CompletableFuture<JsonNode> waiting = this.asked.remove(message.path("id").asString(""));
		if (waiting != null) {
			waiting.complete(message);
		}
		return null;
	}

	/**
	 * Fail all requests, because there will be no more answers.
	 */
	void close() {
		this.asked.values()
			.forEach((answer) -> answer.completeExceptionally(new IllegalStateException(
					"The worker of plugin '%s' has ended before the host answered".formatted(this.pluginId))));
	}

}
