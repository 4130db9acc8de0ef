package io.pluginhost.workerkit;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The application that runs the worker. Inside a call use the {@link Call} instead, so
 * that the host knows its scope. Safe for use by any thread.
 */
public class Host {

	private final Connection connection;

	private final @Nullable JsonNode invocationId;

	Host(Connection connection, @Nullable JsonNode invocationId) {
		this.connection = connection;
		this.invocationId = invocationId;
	}

	/**
	 * Call a host method, and wait for its answer. The host answers each request, at the
	 * latest after its timeout.
	 * @param method the method
	 * @param params an object or array in JSON, or {@code null} for an empty object
	 * @return the result
	 * @throws WorkerException with the host's error
	 */
	public JsonNode ask(String method, @Nullable Object params) {
		return this.connection.ask(method, params, this.invocationId);
	}

	/**
	 * Call a host method, and wait for its answer.
	 * @param method the method
	 * @param params an object or array in JSON, or {@code null} for an empty object
	 * @param type the result's type
	 * @param <T> the result's type
	 * @return the result
	 * @throws WorkerException with the host's error
	 */
	public <T> @Nullable T ask(String method, @Nullable Object params, Class<T> type) {
		return Connection.JSON.readerFor(type).readValue(ask(method, params));
	}

	/**
	 * Send a notification. Blocks while the host does not read.
	 * @param method the method
	 * @param params an object or array in JSON, or {@code null} for an empty object
	 */
	public void send(String method, @Nullable Object params) {
		this.connection.send(method, params, this.invocationId);
	}

	/**
	 * Write to the plugin's log in the host.
	 * @param level such as {@code info}
	 * @param message the text
	 */
	public void log(String level, String message) {
		log(level, message, Map.of());
	}

	/**
	 * Write to the plugin's log in the host.
	 * @param level such as {@code info}
	 * @param message the text
	 * @param meta additional values
	 */
	public void log(String level, String message, Map<String, ? extends @Nullable Object> meta) {
		send("log", Map.of("level", level, "message", message, "meta", meta));
	}

	/**
	 * Open a stream of events, which the worker has to close.
	 * @param channel the channel
	 * @return the stream
	 */
	public EventStream stream(String channel) {
		Map<String, @Nullable Object> stream = new LinkedHashMap<>();
		stream.put("channel", channel);
		stream.put("companyId", companyId());
		return new EventStream(this, stream);
	}

	@Nullable String companyId() {
		return null;
	}

}
