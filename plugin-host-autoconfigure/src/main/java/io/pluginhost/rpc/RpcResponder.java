package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Answers one request of a worker. The first answer counts, further ones are ignored.
 */
public interface RpcResponder {

	/**
	 * Answer with a result.
	 * @param result anything that can be written as JSON
	 */
	void result(@Nullable Object result);

	/**
	 * Answer with an error.
	 * @param error the error
	 */
	void error(RpcError error);

}
