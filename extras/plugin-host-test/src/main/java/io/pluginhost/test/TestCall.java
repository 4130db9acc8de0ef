package io.pluginhost.test;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message of the host that a worker has received: a call, or a notification. Safe for
 * use by any thread.
 */
public final class TestCall {

	private final TestConnection connection;

	private final JsonNode message;

	TestCall(TestConnection connection, JsonNode message) {
		this.connection = connection;
		this.message = message;
	}

	/**
	 * Return the method.
	 * @return the method
	 */
	public String method() {
		return this.message.path("method").asString("");
	}

	/**
	 * Return the params.
	 * @return an object or an array
	 */
	public JsonNode params() {
		return this.message.path("params");
	}

	/**
	 * Return the params as a type.
	 * @param type the type
	 * @param <T> the type
	 * @return the params
	 */
	public <T> T params(Class<T> type) {
		return TestConnection.JSON.readerFor(type).readValue(params());
	}

	/**
	 * Return one of the params by its name.
	 * @param name the name
	 * @param type the type
	 * @param <T> the type
	 * @return the value, or {@code null} if there is none
	 */
	public <T> @Nullable T param(String name, Class<T> type) {
		JsonNode value = params().get(name);
		return (value != null) ? TestConnection.JSON.readerFor(type).readValue(value) : null;
	}

	/**
	 * Return the company the call is limited to.
	 * @return the company's id, or {@code null} if the call is not limited
	 */
	public @Nullable String companyId() {
		JsonNode companyId = this.message.at("/paperclipInvocation/scope/companyId");
		return companyId.isString() ? companyId.stringValue() : null;
	}

	/**
	 * Return whether the message is a notification.
	 * @return whether this is a notification
	 */
	public boolean isNotification() {
		return !this.message.has("id");
	}

	/**
	 * Return the whole message.
	 * @return the message as it was received
	 */
	public JsonNode message() {
		return this.message;
	}

	/**
	 * Call a host method from inside this call, and wait for the answer.
	 * @param method the method
	 * @param params an object or array in JSON, or {@code null} for an empty object
	 * @return the result
	 * @throws io.pluginhost.PluginRpcException with the host's error
	 */
	public JsonNode callHost(String method, @Nullable Object params) {
		return this.connection.callHost(method, params, invocationId());
	}

	/**
	 * Call a host method from inside this call, and wait for the answer.
	 * @param method the method
	 * @param params an object or array in JSON, or {@code null} for an empty object
	 * @param type the result's type
	 * @param <T> the result's type
	 * @return the result
	 * @throws io.pluginhost.PluginRpcException with the host's error
	 */
	public <T> @Nullable T callHost(String method, @Nullable Object params, Class<T> type) {
		return TestConnection.JSON.readerFor(type).readValue(callHost(method, params));
	}

	/**
	 * Send a notification from inside this call.
	 * @param method the method
	 * @param params an object or array in JSON, or {@code null} for an empty object
	 */
	public void send(String method, @Nullable Object params) {
		this.connection.send(method, params, invocationId());
	}

	private @Nullable JsonNode invocationId() {
		return this.message.path("paperclipInvocation").get("id");
	}

	@Override
	public String toString() {
		return this.message.toString();
	}

}
