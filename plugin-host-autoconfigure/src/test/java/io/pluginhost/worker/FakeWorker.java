package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.process.FakeProcess;

/**
 * What runs in a {@link FakeProcess}: reads messages, reacts as a test has told it, and
 * says what a test wants it to say. Unless told otherwise it answers initialize and
 * shutdown as a good worker does, and leaves everything else to the test.
 */
public final class FakeWorker {

	private static final JsonMapper mapper = JsonMapper.builder().build();

	public final FakeProcess process;

	private final List<JsonNode> received = new ArrayList<>();

	private final Set<JsonNode> answered = new HashSet<>();

	private final Map<String, Consumer<JsonNode>> reactions = new HashMap<>();

	private Runnable atEnd = () -> {
	};

	private boolean heardEnd;

	private boolean reading = true;

	public FakeWorker(FakeProcess process) {
		this.process = process;
		on("initialize", (request) -> answer(request, "{\"ok\":true,\"supportedMethods\":[\"greet\"]}"));
		on("shutdown", (request) -> {
			answer(request, "null");
			process.exit(0);
		});
	}

	/**
	 * Say what to do about a method instead of leaving it to the test.
	 */
	public FakeWorker on(String method, Consumer<JsonNode> reaction) {
		this.reactions.put(method, reaction);
		return this;
	}

	/**
	 * Say what to do at the end of stdin instead of staying.
	 */
	public FakeWorker onEnd(Runnable reaction) {
		this.atEnd = reaction;
		return this;
	}

	/**
	 * Leave a method to the test, or unanswered.
	 */
	public FakeWorker ignoring(String method) {
		this.reactions.remove(method);
		return this;
	}

	public void stopReading() {
		this.reading = false;
	}

	public void readAgain() {
		this.reading = true;
	}

	/**
	 * Read what waits, and react.
	 * @return whether anything waited
	 */
	public boolean pump() {
		List<String> lines = this.reading ? this.process.takeLines() : List.of();
		for (String line : lines) {
			JsonNode message = mapper.readTree(line);
			this.received.add(message);
			Consumer<JsonNode> reaction = this.reactions.get(message.path("method").asString(""));
			if (reaction != null) {
				reaction.accept(message);
			}
		}
		if (this.reading && !this.heardEnd && this.process.isStdinAtEnd()) {
			this.heardEnd = true;
			this.atEnd.run();
			return true;
		}
		return !lines.isEmpty();
	}

	public boolean hasHeardEnd() {
		return this.heardEnd;
	}

	// What it has heard

	public List<JsonNode> received() {
		return this.received;
	}

	public List<String> receivedMethods() {
		return this.received.stream()
			.filter((message) -> message.has("method"))
			.map((message) -> message.path("method").stringValue())
			.toList();
	}

	/**
	 * The oldest call of a method that is not answered yet.
	 */
	public JsonNode call(String method) {
		return this.received.stream()
			.filter((message) -> message.path("method").asString("").equals(method) && !this.answered.contains(message))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No call of '" + method + "' among " + receivedMethods()));
	}

	/**
	 * The host's answer to a request.
	 */
	public JsonNode answerTo(String idJson) {
		JsonNode id = mapper.readTree(idJson);
		return this.received.stream()
			.filter((message) -> !message.has("method") && id.equals(message.get("id")))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No answer to " + idJson + " among " + this.received));
	}

	public boolean hasAnswerTo(String idJson) {
		JsonNode id = mapper.readTree(idJson);
		return this.received.stream().anyMatch((message) -> !message.has("method") && id.equals(message.get("id")));
	}

	// What it says

	public void answer(String method, String resultJson) {
		answer(call(method), resultJson);
	}

	public void answer(JsonNode request, String resultJson) {
		this.answered.add(request);
		say("{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}".formatted(request.get("id"), resultJson));
	}

	public void refuse(String method, int code, String message) {
		refuse(call(method), code, message);
	}

	public void refuse(JsonNode request, int code, String message) {
		this.answered.add(request);
		say("{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%d,\"message\":\"%s\"}}".formatted(request.get("id"),
				code, message));
	}

	public void request(String idJson, String method, String paramsJson) {
		say("{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":%s}".formatted(idJson, method, paramsJson));
	}

	public void requestInside(String invocationId, String idJson, String method, String paramsJson) {
		say("{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":%s,\"paperclipInvocationId\":\"%s\"}"
			.formatted(idJson, method, paramsJson, invocationId));
	}

	public void notify(String method, String paramsJson) {
		say("{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":%s}".formatted(method, paramsJson));
	}

	public void say(String line) {
		this.process.write(line);
	}

}
