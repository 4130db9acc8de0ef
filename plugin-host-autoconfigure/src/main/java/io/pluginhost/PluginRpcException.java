package io.pluginhost;

import org.jspecify.annotations.Nullable;

import io.pluginhost.redaction.PrintableText;

/**
 * A call that ended with a JSON-RPC error. Thrown to callers of a plugin, and thrown by
 * host handlers to send just this error to the worker.
 *
 * @see "docs/decisions/messages-of-workers.md"
 */
public class PluginRpcException extends RuntimeException {

	private final int code;

	private final transient @Nullable Object data;

	private final @Nullable String pluginId;

	private final @Nullable String method;

	/**
	 * Create an error for the worker, as thrown by a host handler.
	 * @param code the JSON-RPC error code
	 * @param message the error message
	 * @param data what else the worker shall know; must be serializable as JSON
	 */
	public PluginRpcException(int code, String message, @Nullable Object data) {
		this(code, message, data, null, null, null);
	}

	/**
	 * Create an error that ended a call to a plugin.
	 * @param code the JSON-RPC error code
	 * @param message the error message
	 * @param data what else the worker told, usually a {@code JsonNode}
	 * @param pluginId the plugin that was called
	 * @param method the method that was called
	 * @param cause what led to the error, if anything but the worker's answer
	 */
	public PluginRpcException(int code, String message, @Nullable Object data, @Nullable String pluginId,
			@Nullable String method, @Nullable Throwable cause) {
		super(message, cause);
		this.code = code;
		this.data = data;
		this.pluginId = pluginId;
		this.method = method;
	}

	/**
	 * Return the JSON-RPC error code.
	 * @return the code
	 * @see RpcErrorCodes
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Return what the error carries beside its message.
	 * @return the data, or {@code null}
	 */
	public @Nullable Object data() {
		return this.data;
	}

	/**
	 * Return the plugin that was called.
	 * @return the plugin's id, or {@code null} if a host handler made this error
	 */
	public @Nullable String pluginId() {
		return this.pluginId;
	}

	/**
	 * Return the method that was called.
	 * @return the method, or {@code null} if a host handler made this error
	 */
	public @Nullable String method() {
		return this.method;
	}

	/**
	 * Return the message as it may be printed: control characters are escaped, and
	 * further lines are set in, so that no worker forges a line of a log.
	 * @return the message, which {@link #getMessage()} returns word for word
	 */
	@Override
	public @Nullable String getLocalizedMessage() {
		String message = getMessage();
		return (message != null) ? PrintableText.print(message) : null;
	}

	/**
	 * Return the exception as a log shows it. The message is the worker's own and seldom
	 * says where it comes from, so the plugin, the method and the code stand before it.
	 * Control characters are escaped, and further lines are set in.
	 */
	@Override
	public String toString() {
		if (this.pluginId == null) {
			return super.toString();
		}
		String called = (this.method != null) ? ", method=" + PrintableText.escape(this.method) : "";
		return "%s [plugin=%s%s, code=%d]: %s".formatted(getClass().getName(), this.pluginId, called, this.code,
				getLocalizedMessage());
	}

}
