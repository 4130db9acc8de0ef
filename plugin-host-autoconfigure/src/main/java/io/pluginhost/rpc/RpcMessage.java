package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

import io.pluginhost.json.RawJson;

/**
 * A message received from a worker.
 */
public sealed interface RpcMessage {

	/**
	 * Wants an answer.
	 *
	 * @param id to be given back with the answer
	 * @param method the method
	 * @param params the parameters, if any
	 * @param extension the further member of the {@linkplain RpcDialect dialect}, if any
	 */
	record Request(RpcId id, String method, @Nullable RawJson params,
			@Nullable RawJson extension) implements RpcMessage {
	}

	/**
	 * Wants no answer.
	 *
	 * @param method the method
	 * @param params the parameters, if any
	 * @param extension the further member of the {@linkplain RpcDialect dialect}, if any
	 */
	record Notification(String method, @Nullable RawJson params, @Nullable RawJson extension) implements RpcMessage {
	}

	/**
	 * Answers a call.
	 *
	 * @param id the call, as the worker says
	 * @param result its result
	 */
	record Result(RawJson id, RawJson result) implements RpcMessage {
	}

	/**
	 * Answers a call with an error.
	 *
	 * @param id the call, unless the worker could not tell
	 * @param error what went wrong
	 */
	record Failure(@Nullable RpcId id, RpcError error) implements RpcMessage {
	}

}
