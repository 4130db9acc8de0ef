package io.pluginhost.workerkit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A call of the host, and the host from inside the call: requests and notifications sent
 * through it have the id of the invocation.
 */
public final class Call extends Host {

	private final JsonNode request;

	// Guarded by this
	private @Nullable Thread thread;

	private volatile boolean cancelled;

	Call(Connection connection, JsonNode request) {
		super(connection, request.path("paperclipInvocation").get("id"));
		this.request = request;
	}

	/**
	 * Return the method.
	 * @return the method
	 */
	public String method() {
		return this.request.path("method").asString("");
	}

	/**
	 * Return the params.
	 * @return an object or an array
	 */
	public JsonNode params() {
		return this.request.path("params");
	}

	/**
	 * Return the company the call is limited to.
	 * @return the company's id, or {@code null}
	 */
	@Override
	public @Nullable String companyId() {
		JsonNode companyId = this.request.at("/paperclipInvocation/scope/companyId");
		return companyId.isString() ? companyId.stringValue() : null;
	}

	/**
	 * Return whether the call has been cancelled. Its thread is interrupted in that case.
	 * @return whether the host has cancelled the call
	 */
	public boolean isCancelled() {
		return this.cancelled;
	}

	JsonNode id() {
		return this.request.path("id");
	}

	synchronized void begin() {
		this.thread = Thread.currentThread();
		if (this.cancelled) {
			this.thread.interrupt();
		}
	}

	/**
	 * Clear an interrupt that was meant for this call.
	 */
	synchronized void end() {
		this.thread = null;
		Thread.interrupted();
	}

	synchronized void cancel() {
		this.cancelled = true;
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

}
