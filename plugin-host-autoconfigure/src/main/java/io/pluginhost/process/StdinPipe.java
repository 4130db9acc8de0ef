package io.pluginhost.process;

import java.io.IOException;

/**
 * Where the lines of a {@link LineQueue} go. Used by one thread at a time, which it may
 * block.
 */
interface StdinPipe {

	/**
	 * Write bytes, and keep none back.
	 * @param bytes hold them from the beginning
	 * @param length how many
	 * @throws IOException if no process will read them
	 */
	void write(byte[] bytes, int length) throws IOException;

	/**
	 * Hear that the pipe is written to no more, once.
	 * @param reason why
	 */
	void broken(IOException reason);

}
