package io.pluginhost.rpc;

/**
 * Where a connection's lines go: the queue before a worker's stdin. Nothing here blocks.
 */
public interface RpcOutput {

	/**
	 * Take a line that the life of the worker depends on. Goes before calls and answers.
	 * @param line the line, including its line feed
	 * @param owner the call it belongs to, or else the line itself
	 * @return whether it was taken
	 */
	boolean control(byte[] line, Object owner);

	/**
	 * Take a call or notification, if there is room.
	 * @param line the line, including its line feed
	 * @param owner the call, whose {@linkplain PendingCall#written position} is set, or
	 * else the line itself
	 * @param writing which thread may write it
	 * @return whether it was taken
	 */
	boolean call(byte[] line, Object owner, WriteMode writing);

	/**
	 * Take a call whether or not there is room.
	 * @param line the line, including its line feed
	 * @param owner the call
	 * @return whether it was taken
	 */
	boolean keptCall(byte[] line, Object owner);

	/**
	 * Take the answer to a request of the worker that was worked on. There is always room
	 * for it: work on a call begins only while the output is not {@linkplain #isFull()
	 * full}.
	 * @param line the line, including its line feed
	 * @param writing which thread may write it
	 */
	void answer(byte[] line, WriteMode writing);

	/**
	 * Take an answer to what was not worked on. There is room for a great many.
	 * @param line the line, including its line feed
	 */
	void refusal(byte[] line);

	/**
	 * Return whether calls of the worker must not be accepted, because it does not read
	 * their answers.
	 * @return whether the output is full
	 */
	boolean isFull();

	/**
	 * Run an action once the output is not full, at once if it is not.
	 * @param action the action, run by the thread that makes room; must not block
	 */
	void runWhenRoom(Runnable action);

	/**
	 * Take back a line of which no byte has been written.
	 * @param owner the owner of the line
	 * @return whether the line was still waiting, and is not sent
	 */
	boolean retract(Object owner);

	/**
	 * Acknowledge that the worker has read a call, as it has answered it.
	 * @param position the position of the call in the stream of bytes
	 */
	void acknowledge(long position);

	/**
	 * Return whether the worker no longer takes messages.
	 * @return whether the output is closed
	 */
	boolean isClosed();

}
