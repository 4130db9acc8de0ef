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
	 * Take an answer to a call of the worker. There is always room.
	 * @param line the line, its line feed included
	 */
	void answer(byte[] line);

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
