package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Answers one request of a worker. The first answer counts; further answers are ignored.
 */
public interface RpcResponder {

	/**
	 * Return whether there is room for an answer. Without room, no work on the request
	 * may begin.
	 * @return whether there is room
	 */
	boolean hasRoom();

	/**
	 * Run an action once there is room for an answer, at once if there is.
	 * @param action the action, run by the thread that makes room; must not block
	 */
	void runWhenRoom(Runnable action);

	/**
	 * Answer with a result, or with an error if the result cannot be sent.
	 * @param result anything that can be written as JSON
	 * @param writing which thread may write the answer
	 * @return the error that the request was answered with instead, or {@code null} if
	 * the result can be sent
	 */
	@Nullable RpcError result(@Nullable Object result, WriteMode writing);

	/**
	 * Answer with the error that the work has ended with.
	 * @param error the error
	 * @param writing which thread may write the answer
	 */
	void error(RpcError error, WriteMode writing);

	/**
	 * Answer with an error without work on the request, or before the work has ended.
	 * @param error the error
	 */
	void refuse(RpcError error);

}
