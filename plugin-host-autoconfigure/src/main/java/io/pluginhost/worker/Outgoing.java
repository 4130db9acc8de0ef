package io.pluginhost.worker;

import java.util.function.Supplier;

import tools.jackson.core.JacksonException;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.json.MessageTooLargeException;

/**
 * What applications send, made into lines on their own threads, so that they hear of what
 * cannot be sent before anything of it is.
 */
final class Outgoing {

	private Outgoing() {
	}

	/**
	 * Write a message.
	 * @param method what it is for
	 * @param advice what to do about parameters that are neither object nor array
	 * @param message writes it
	 * @return the line
	 * @throws PluginRpcException if the parameters are too long or cannot be written
	 * @throws IllegalArgumentException if they are neither object nor array
	 */
	static byte[] encode(PluginDefinition definition, String method, String advice, Supplier<byte[]> message) {
		try {
			return message.get();
		}
		catch (MessageTooLargeException | JacksonException ex) {
			throw new PluginRpcException(RpcErrorCodes.INVALID_PARAMS, describe(definition, method, ex), null,
					definition.id(), method, ex);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(describe(definition, method, ex) + ": " + advice, ex);
		}
	}

	private static String describe(PluginDefinition definition, String method, Exception cause) {
		return "Parameters of '%s' cannot be sent to plugin '%s': %s".formatted(method, definition.id(),
				cause.getMessage());
	}

}
