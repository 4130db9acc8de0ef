package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Answers one request of a worker. The first answer counts, further ones are ignored.
 */
public interface RpcResponder {

	/**
	 * Return whether there is room for an answer. Where there is none, no work on the
	 * request may begin.
	 * @return whether there is
	 */
	boolean hasRoom();

	/**
	 * Run an action once there is room for an answer, at once if there is.
	 * @param action is run by the thread that makes room; must not block
	 */
	void tellOnceRoom(Runnable action);

	/**
	 * Answer with a result, or with an error where it cannot be sent.
	 * @param result anything that can be written as JSON
	 * @param writing which thread may write the answer
	 * @return the error the request was answered with instead, or {@code null} if the
	 * result can be sent
	 */
	@Nullable RpcError result(@Nullable Object result, Writing writing);

	/**
	 * Answer with the error that the work has ended with.
	 * @param error the error
	 * @param writing which thread may write the answer
	 */
	void error(RpcError error, Writing writing);

	/**
	 * Answer with an error in place of any work, or before it has ended.
	 * @param error the error
	 */
	void refuse(RpcError error);

}
