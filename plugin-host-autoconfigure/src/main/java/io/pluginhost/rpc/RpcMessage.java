package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

import io.pluginhost.json.RawJson;

/**
 * A message received from a worker.
 */
public sealed interface RpcMessage {

	/**
	 * A request, to be answered.
	 *
	 * @param id the id to answer with
	 * @param method the method
	 * @param params the parameters, if any
	 * @param extension the further member of the {@linkplain RpcDialect dialect}, if any
	 */
	record Request(RpcId id, String method, @Nullable RawJson params,
			@Nullable RawJson extension) implements RpcMessage {
	}

	/**
	 * A notification, which has no answer.
	 *
	 * @param method the method
	 * @param params the parameters, if any
	 * @param extension the further member of the {@linkplain RpcDialect dialect}, if any
	 */
	record Notification(String method, @Nullable RawJson params, @Nullable RawJson extension) implements RpcMessage {
	}

	/**
	 * The result of a call.
	 *
	 * @param id the id of the call, as the worker wrote it
	 * @param result the result
	 */
	record Result(RawJson id, RawJson result) implements RpcMessage {
	}

	/**
	 * The error that answers a call.
	 *
	 * @param id the id of the call, unless the worker could not read it
	 * @param error the error
	 */
	record Failure(@Nullable RpcId id, RpcError error) implements RpcMessage {
	}

}
