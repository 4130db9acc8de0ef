package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Answers one request of a worker. The first answer counts, further ones are ignored.
 */
public interface RpcResponder {

	/**
	 * Tell whether there is room for an answer. Where there is none the request is to be
	 * refused, rather than worked on.
	 * @return whether there is
	 */
	boolean hasRoom();

	/**
	 * Answer with a result, or with an error where it cannot be sent.
	 * @param result anything that can be written as JSON
	 * @return the error the request was answered with instead, or {@code null} if the
	 * result can be sent
	 */
	@Nullable RpcError result(@Nullable Object result);

	/**
	 * Answer with an error.
	 * @param error the error
	 */
	void error(RpcError error);

}
