package io.pluginhost.call;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.json.MessageTooLargeException;
import io.pluginhost.protocol.ProtocolMessage;
import io.pluginhost.rpc.RpcCodec;

/**
 * Writes calls and notifications of an application as lines, on the application's own
 * thread, so that it learns of a message that cannot be sent before any of it is. Safe
 * for use by any thread.
 */
final class CallEncoder {

	private final PluginDefinition definition;

	private final CallIds ids;

	private final RpcCodec codec;

	CallEncoder(PluginDefinition definition, CallIds ids, RpcCodec codec) {
		this.definition = definition;
		this.ids = ids;
		this.codec = codec;
	}

	/**
	 * Write a call.
	 * @throws PluginRpcException if the params are too long or cannot be written
	 * @throws IllegalArgumentException if they are neither object nor array
	 */
	byte[] call(long id, String method, @Nullable String companyId, @Nullable String traceparent,
			@Nullable Object params) {
		return encode(method, "give it a name with param(…)", () -> this.codec.encodeRequest(id, method,
				this.ids.envelope(id, companyId, traceparent), params, this.definition.limits().maxMessageSize()));
	}

	/**
	 * Write a notification.
	 * @throws PluginRpcException if the params are too long or cannot be written
	 * @throws IllegalArgumentException if they are neither object nor array
	 */
	byte[] notification(String method, @Nullable Object params) {
		return encode(method, "send a map or a record that has it",
				() -> this.codec.encodeNotification(method, params, this.definition.limits().maxMessageSize()));
	}

	/**
	 * Write the call that changes a worker's configuration.
	 * @throws PluginRpcException if the configuration is too long or cannot be written
	 */
	byte[] configChange(long id, ProtocolMessage change) {
		try {
			return this.codec.encodeRequest(id, change.method(), this.ids.envelope(id, null, null),
					this.codec.json().write(change.params()), this.definition.limits().maxMessageSize());
		}
		catch (MessageTooLargeException | JacksonException ex) {
			throw invalid(change.method(),
					"Configuration cannot be sent to plugin '%s': %s".formatted(this.definition.id(), ex.getMessage()),
					ex);
		}
	}

	private byte[] encode(String method, String advice, Supplier<byte[]> message) {
		try {
			return message.get();
		}
		catch (MessageTooLargeException | JacksonException ex) {
			throw invalid(method, describe(method, ex), ex);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(describe(method, ex) + ": " + advice, ex);
		}
	}

	private PluginRpcException invalid(String method, String message, Exception cause) {
		return new PluginRpcException(RpcErrorCodes.INVALID_PARAMS, message, null, this.definition.id(), method, cause);
	}

	private String describe(String method, Exception cause) {
		return "Parameters of '%s' cannot be sent to plugin '%s': %s".formatted(method, this.definition.id(),
				cause.getMessage());
	}

}
