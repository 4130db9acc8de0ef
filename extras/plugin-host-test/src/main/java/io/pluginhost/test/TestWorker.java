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
 * A plugin's worker in this JVM, which answers what a test has told it. By itself it
 * answers {@code initialize}, {@code health} and {@code shutdown} as a good worker does,
 * and −32601 to everything else. It keeps what it was told through crashes and restarts.
 * <p>
 * Safe for use by any number of threads. Whatever speaks for the worker throws
 * {@link IllegalStateException} unless the plugin has been started.
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

	// What it does

	/**
	 * Say what a method's result is.
	 * @param method the method
	 * @param result the result, to be written as JSON
	 * @return this
	 */
	public TestWorker answer(String method, @Nullable Object result) {
		return answer(method, (call) -> result);
	}

	/**
	 * Say what to do about calls of a method, or about notifications.
	 * @param method the method; one of the host's own too
	 * @param answer makes the result
	 * @return this
	 */
	public TestWorker answer(String method, Answer answer) {
		this.answers.put(method, answer);
		return this;
	}

	/**
	 * Say that calls of a method fail.
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
	 * Say that calls of a method are never answered.
	 * @param method the method
	 * @return this
	 */
	public TestWorker hang(String method) {
		return answer(method, (call) -> new CompletableFuture<>());
	}

	/**
	 * Answer nothing any more, neither health checks nor a shutdown.
	 * @return this
	 */
	public TestWorker hang() {
		this.hanging = true;
		return this;
	}

	// What it says

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
	 * @param companyId whose it is, or {@code null}
	 */
	public void openStream(String channel, @Nullable String companyId) {
		send("streams.open", stream(channel, companyId));
	}

	/**
	 * Send an event.
	 * @param channel the stream's channel
	 * @param companyId whose it is, or {@code null}
	 * @param event the event, to be written as JSON
	 */
	public void emit(String channel, @Nullable String companyId, @Nullable Object event) {
		Map<String, @Nullable Object> params = stream(channel, companyId);
		params.put("event", event);
		send("streams.emit", params);
	}

	/**
	 * Close a stream.
	 * @param channel the stream's channel
	 * @param companyId whose it is, or {@code null}
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
	 * Write a line to stdout as it is, whether or not it is a message.
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
	 * End by a signal.
	 * @param signal such as {@code SIGSEGV}
	 */
	public void exitBy(String signal) {
		running().process().exit(new ProcessExit(null, signal));
	}

	// What it has heard

	/**
	 * Return what has been received of a method so far, in order.
	 * @param method the method
	 * @return the calls, or notifications
	 */
	public List<TestCall> received(String method) {
		return this.received.of(method);
	}

	/**
	 * Return the newest message of a method. Waits for the first for ten seconds.
	 * @param method the method
	 * @return the call, or notification
	 * @throws AssertionError if there is none
	 */
	public TestCall awaitReceived(String method) {
		return awaitReceived(method, 1);
	}

	/**
	 * Wait for as many messages of a method, for ten seconds.
	 * @param method the method
	 * @param count how many
	 * @return the newest
	 * @throws AssertionError if there are not as many
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

	// Its life

	WorkerProcess launch(PluginDefinition definition) {
		Incarnation started = new Incarnation(definition, this, this.errors);
		this.incarnation = started;
		return started.process();
	}

	/**
	 * What to do about a message. On the worker's reader.
	 */
	@Nullable Answer hear(TestCall call) {
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
	 * End if a shutdown may never be answered.
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
