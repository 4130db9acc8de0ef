package io.pluginhost.rpc;

/**
 * Where a connection's lines go: the queue before a worker's stdin. Nothing here blocks.
 */
public interface RpcOutput {

	/**
	 * Take a line that the life of the worker depends on. Goes before calls and answers.
	 * @param line the line, its line feed included
	 * @param owner the call it belongs to, or else the line itself
	 * @return whether it was taken
	 */
	boolean control(byte[] line, Object owner);

	/**
	 * Take a call or notification, if there is room.
	 * @param line the line, its line feed included
	 * @param owner the call, which is told how far it has {@link PendingCall#written
	 * come}, or else the line itself
	 * @param writing which thread may write it
	 * @return whether it was taken
	 */
	boolean call(byte[] line, Object owner, Writing writing);

	/**
	 * Take a call whether or not there is room.
	 * @param line the line, its line feed included
	 * @param owner the call
	 * @return whether it was taken
	 */
	boolean keptCall(byte[] line, Object owner);

	/**
	 * Take an answer to a call of the worker that was worked on. There is always room for
	 * it: work on a call begins only while the output is not {@linkplain #isFull() full}.
	 * @param line the line, its line feed included
	 * @param writing which thread may write it
	 */
	void answer(byte[] line, Writing writing);

	/**
	 * Take an answer to what was not worked on. There is room for a great many.
	 * @param line the line, its line feed included
	 */
	void refusal(byte[] line);

	/**
	 * Tell whether calls of the worker must not be accepted, because it does not read
	 * their answers.
	 * @return whether as much waits as may
	 */
	boolean isFull();

	/**
	 * Run an action once the output is not full, at once if it is not.
	 * @param action is run by the thread that makes room; must not block
	 */
	void tellOnceRoom(Runnable action);

	/**
	 * Take a line back that no byte was written of yet.
	 * @param owner whose line it is
	 * @return whether it was still waiting, and is not sent now
	 */
	boolean retract(Object owner);

	/**
	 * Hear what the worker must have read, as it has answered it.
	 * @param position up to which byte of all that was written
	 */
	void acknowledge(long position);

	/**
	 * Tell whether the worker takes nothing any more.
	 * @return whether nothing will ever be taken again
	 */
	boolean isClosed();

}
