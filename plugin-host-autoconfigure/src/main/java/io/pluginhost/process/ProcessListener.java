package io.pluginhost.process;

/**
 * Hears from one process. Lines come on the thread that reads them, which nothing here
 * may block; {@link #exited} comes last.
 */
public interface ProcessListener {

	/**
	 * Hear that something has come from stdout: its lines follow, until
	 * {@link #allTaken()}.
	 */
	default void arrived() {
	}

	/**
	 * Hear that the lines of all that had come from stdout have been told.
	 */
	default void allTaken() {
	}

	/**
	 * Take a line from stdout.
	 * @param buffer holds the line; it is not written to afterwards
	 * @param offset where the line begins
	 * @param length how long it is, without its line feed
	 */
	void line(byte[] buffer, int offset, int length);

	/**
	 * Hear of a line that was too long and has been skipped.
	 * @param head its beginning
	 * @param length its whole length in bytes
	 */
	void oversizedLine(byte[] head, long length);

	/**
	 * Take a line from stderr.
	 * @param line the line, without its line feed
	 */
	void stderrLine(String line);

	/**
	 * Hear that the process has exited: what it wrote before may still be on its way to
	 * the other methods, and is not held up any more. {@link #exited} comes after it.
	 */
	default void exiting() {
	}

	/**
	 * Invoked when a process that is being stopped has exited and its stdout is at its
	 * end, but descendants of it are alive. {@link #exited} comes once they have ended.
	 */
	default void orphaned() {
	}

	/**
	 * Hear that the process takes no more lines: it has closed its stdin, or ended.
	 */
	void stdinClosed();

	/**
	 * Hear that the process will write no more lines: it has closed its stdout, or ended.
	 */
	void stdoutClosed();

	/**
	 * Hear of the end, once: the process has exited and its pipes are at their end, or
	 * others have kept them open for too long; if it was being stopped, its descendants
	 * have ended too.
	 * @param exit how it ended
	 */
	void exited(ProcessExit exit);

}
