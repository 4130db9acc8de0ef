package io.pluginhost.test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.process.WorkerProcess;

/**
 * A plugin's worker in this JVM, with answers set by a test. By default it answers
 * {@code initialize}, {@code health} and {@code shutdown} successfully, and all other
 * methods with −32601. Answers are kept across crashes and restarts.
 * <p>
 * Safe for use by any thread. Methods that send something as the worker throw
 * {@link IllegalStateException} if the plugin is not running.
 */
public final class TestWorker {

	private final String pluginId;

	private final HostErrors errors;

	private final Map<String, Answer> answers = new ConcurrentHashMap<>();

	private final ReceivedCalls received = new ReceivedCalls();

	private volatile boolean hanging;

	private volatile @Nullable Incarnation incarnation;

	TestWorker(String pluginId, HostErrors errors) {
		this.pluginId = pluginId;
		this.errors = errors;
	}

	// Answers

	/**
	 * Set the result of a method.
	 * @param method the method
	 * @param result the result, which is written as JSON
	 * @return this
	 */
	public TestWorker answer(String method, @Nullable Object result) {
		return answer(method, (call) -> result);
	}

	/**
	 * Set the answer to calls of a method, or to notifications.
	 * @param method the method, which may be one of the protocol
	 * @param answer returns the result
	 * @return this
	 */
	public TestWorker answer(String method, Answer answer) {
		this.answers.put(method, answer);
		return this;
	}

	/**
	 * Make calls of a method fail.
	 * @param method the method
	 * @param code the error's code
	 * @param message the error's message
	 * @return this
	 */
	public TestWorker refuse(String method, int code, String message) {
		return answer(method, (call) -> {
			throw new PluginRpcException(code, message, null);
		});
	}

	/**
	 * Leave calls of a method unanswered.
	 * @param method the method
	 * @return this
	 */
	public TestWorker hang(String method) {
		return answer(method, (call) -> new CompletableFuture<>());
	}

	/**
	 * Leave all calls unanswered from now on, including health checks and a shutdown.
	 * @return this
	 */
	public TestWorker hang() {
		this.hanging = true;
		return this;
	}

	// Messages to the host

	/**
	 * Call a host method, and wait for the answer.
	 * @param method the method
	 * @param params an object or array in JSON, or {@code null} for an empty object
	 * @return the result
	 * @throws PluginRpcException with the host's error
	 */
	public JsonNode callHost(String method, @Nullable Object params) {
		return running().connection().callHost(method, params, null);
	}

	/**
	 * Call a host method, and wait for the answer.
	 * @param method the method
	 * @param params an object or array in JSON, or {@code null} for an empty object
	 * @param type the result's type
	 * @param <T> the result's type
	 * @return the result
	 * @throws PluginRpcException with the host's error
	 */
	public <T> @Nullable T callHost(String method, @Nullable Object params, Class<T> type) {
		return TestConnection.JSON.readerFor(type).readValue(callHost(method, params));
	}

	/**
	 * Send a notification.
	 * @param method the method
	 * @param params an object or array in JSON, or {@code null} for an empty object
	 */
	public void send(String method, @Nullable Object params) {
		running().connection().send(method, params, null);
	}

	/**
	 * Write a line to the plugin's log.
	 * @param level such as {@code info}
	 * @param message the text
	 */
	public void log(String level, String message) {
		send("log", Map.of("level", level, "message", message));
	}

	/**
	 * Open a stream.
	 * @param channel the stream's channel
	 * @param companyId its company, or {@code null}
	 */
	public void openStream(String channel, @Nullable String companyId) {
		send("streams.open", stream(channel, companyId));
	}

	/**
	 * Send an event.
	 * @param channel the stream's channel
	 * @param companyId its company, or {@code null}
	 * @param event the event, which is written as JSON
	 */
	public void emit(String channel, @Nullable String companyId, @Nullable Object event) {
		Map<String, @Nullable Object> params = stream(channel, companyId);
		params.put("event", event);
		send("streams.emit", params);
	}

	/**
	 * Close a stream.
	 * @param channel the stream's channel
	 * @param companyId its company, or {@code null}
	 */
	public void closeStream(String channel, @Nullable String companyId) {
		send("streams.close", stream(channel, companyId));
	}

	private static Map<String, @Nullable Object> stream(String channel, @Nullable String companyId) {
		Map<String, @Nullable Object> params = new LinkedHashMap<>();
		params.put("channel", channel);
		params.put("companyId", companyId);
		return params;
	}

	/**
	 * Write a line to stdout unchanged, whether or not it is a message.
	 * @param line the line
	 */
	public void writeLine(String line) {
		running().process().writeLine(line);
	}

	/**
	 * Write a line to stderr.
	 * @param line the line
	 */
	public void writeError(String line) {
		running().process().writeError(line);
	}

	/**
	 * Exit. The host sees a crash, unless it has asked for a shutdown.
	 * @param exitCode the exit code
	 */
	public void exit(int exitCode) {
		running().process().exit(new ProcessExit(exitCode, null));
	}

	/**
	 * End the process with a signal.
	 * @param signal such as {@code SIGSEGV}
	 */
	public void exitBy(String signal) {
		running().process().exit(new ProcessExit(null, signal));
	}

	// Received messages

	/**
	 * Return the messages of a method received so far, in order.
	 * @param method the method
	 * @return the calls, or notifications
	 */
	public List<TestCall> received(String method) {
		return this.received.of(method);
	}

	/**
	 * Return the last message of a method. Waits up to ten seconds for the first.
	 * @param method the method
	 * @return the call, or notification
	 * @throws AssertionError if there is none
	 */
	public TestCall awaitReceived(String method) {
		return awaitReceived(method, 1);
	}

	/**
	 * Wait up to ten seconds for a number of messages of a method.
	 * @param method the method
	 * @param count the number
	 * @return the last one
	 * @throws AssertionError if there are fewer
	 */
	public TestCall awaitReceived(String method, int count) {
		return this.received.await(method, count, Duration.ofSeconds(10));
	}

	private Incarnation running() {
		Incarnation current = this.incarnation;
		if (current == null || !current.process().isAlive()) {
			throw new IllegalStateException(
					"The worker of plugin '%s' does not run: start it, with TestWorkers.start for instance"
						.formatted(this.pluginId));
		}
		return current;
	}

	// Lifecycle

	WorkerProcess launch(PluginDefinition definition) {
		Incarnation started = new Incarnation(definition, this, this.errors);
		this.incarnation = started;
		return started.process();
	}

	/**
	 * Return the answer to a message. Invoked on the worker's reader.
	 */
	@Nullable Answer receive(TestCall call) {
		this.received.add(call);
		return this.hanging ? (any) -> new CompletableFuture<>() : this.answers.get(call.method());
	}

	Object initialized() {
		TreeSet<String> methods = new TreeSet<>(this.answers.keySet());
		methods.remove("initialize");
		methods.addAll(List.of("health", "shutdown"));
		return Map.of("ok", true, "supportedMethods", methods);
	}

	PluginRpcException unknown(String method) {
		return new PluginRpcException(RpcErrorCodes.METHOD_NOT_FOUND,
				"The test has not said what '%s' answers: worker.answer(\"%s\", …)".formatted(method, method), null);
	}

	static CompletionStage<?> toStage(@Nullable Object result) {
		return (result instanceof CompletionStage<?> stage) ? stage : CompletableFuture.completedFuture(result);
	}

	/**
	 * End the process if it may never answer a shutdown.
	 */
	void killIfHanging() {
		Incarnation current = this.incarnation;
		if (current != null && (this.hanging || this.answers.containsKey("shutdown"))) {
			current.process().kill();
		}
	}

	void forget() {
		this.hanging = false;
		this.answers.clear();
		this.received.clear();
	}

}
