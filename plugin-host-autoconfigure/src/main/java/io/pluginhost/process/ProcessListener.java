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
	 * Take a piece of a line from stdout whose end has not come yet. The line follows as
	 * a whole.
	 * @param buffer holds the piece, and is written to afterwards
	 * @param offset where the piece begins
	 * @param length how long it is
	 */
	default void part(byte[] buffer, int offset, int length) {
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
	 * Take a piece of a line from stderr whose end has not come yet, or the last one of a
	 * line that is too long. The line follows as a whole, or its beginning does.
	 * @param buffer holds the piece, and is written to afterwards
	 * @param offset where the piece begins
	 * @param length how long it is
	 */
	default void stderrPart(byte[] buffer, int offset, int length) {
	}

	/**
	 * Take a line from stderr.
	 * @param line the line, without its line feed
	 */
	void stderrLine(String line);

	/**
	 * Take the beginning of a line from stderr that was too long. All of it has come in
	 * pieces before.
	 * @param head its beginning
	 * @param length its whole length in bytes
	 */
	default void longStderrLine(String head, long length) {
		stderrLine(head + "… (%d bytes)".formatted(length));
	}

	/**
	 * Hear that the process has exited: what it wrote before may still be on its way to
	 * the other methods, and is not held up any more. {@link #exited} comes after it.
	 */
	default void exiting() {
	}

	/**
	 * Invoked when a process that is being stopped has exited, and either its stdout is
	 * at its end or it had confirmed that it shuts down, but descendants of it are alive.
	 * {@link #exited} comes once they have ended.
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
	 * Invoked when the host cannot read what the process writes any longer, though the
	 * process may live.
	 * @param reason names the pipe, and why it cannot be read
	 */
	default void readingFailed(Throwable reason) {
	}

	/**
	 * Hear of the end, once: the process has exited and its pipes are at their end, or
	 * others have kept them open for too long; if it was being stopped, its descendants
	 * have ended too.
	 * @param exit how it ended
	 */
	void exited(ProcessExit exit);

}
