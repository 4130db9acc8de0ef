package io.pluginhost.rpc;

/**
 * Where a connection's lines go: the queue before a worker's stdin. Nothing here blocks.
 */
public interface RpcOutput {

	/**
	 * Take a line that the life of the worker depends on. Goes before calls and answers.
	 * @param line the line, its line feed included
	 * @return whether it was taken
	 */
	boolean control(byte[] line);

	/**
	 * Take a call or notification, if there is room.
	 * @param line the line, its line feed included
	 * @return whether it was taken
	 */
	boolean call(byte[] line);

	/**
	 * Take an answer to a call of the worker. There is room for those of calls that were
	 * accepted while the output was not {@linkplain #isFull() full}, and for a great many
	 * refusals.
	 * @param line the line, its line feed included
	 */
	void answer(byte[] line);

	/**
	 * Tell whether calls of the worker must not be accepted, because it does not read
	 * their answers.
	 * @return whether as much waits as may
	 */
	boolean isFull();

	/**
	 * Take a line back that no byte was written of yet.
	 * @param line the same array as given before
	 * @return whether it was still waiting, and is not sent now
	 */
	boolean retract(byte[] line);

	/**
	 * Tell whether the worker takes nothing any more.
	 * @return whether nothing will ever be taken again
	 */
	boolean isClosed();

}
