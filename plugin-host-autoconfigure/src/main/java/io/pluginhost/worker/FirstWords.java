package io.pluginhost.worker;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.pluginhost.rpc.ProtocolError;

/**
 * What a process has written to its stdout before it was ready: the reason, as far as it
 * can be seen, why it did not become so. Guarded by itself; never blocks.
 */
final class FirstWords {

	/** Written by whoever reads stdout, and read by it for every message. */
	private volatile boolean over;

	// Guarded by this
	private int messages;

	// Guarded by this: lines that are no messages, and the first
	private int others;

	private @Nullable String firstOther;

	// Guarded by this: the first answer that nobody waited for
	private @Nullable String answer;

	/**
	 * Hear that the worker is ready, and nobody will ask.
	 */
	void end() {
		this.over = true;
	}

	boolean isOver() {
		return this.over;
	}

	void message() {
		if (!this.over) {
			synchronized (this) {
				this.messages++;
			}
		}
	}

	/**
	 * Hear of a line that means nothing.
	 * @param kind what is wrong with it
	 * @param excerpt gives its beginning, safe to be told to anybody; asked for only if
	 * it is kept
	 */
	synchronized void meaningless(ProtocolError kind, Supplier<String> excerpt) {
		if (kind == ProtocolError.UNKNOWN_ANSWER) {
			this.answer = (this.answer != null) ? this.answer : excerpt.get();
			return;
		}
		this.others++;
		this.firstOther = (this.firstOther != null) ? this.firstOther : excerpt.get();
	}

	/**
	 * Say what has been seen instead of an answer to initialize.
	 * @param id the id of initialize
	 */
	synchronized Seen seen(long id) {
		if (this.answer != null) {
			return new Seen("answered %s, but 'initialize' has id %d".formatted(this.answer, id), "");
		}
		if (this.others > 0) {
			return new Seen("wrote %s to stdout, which is for messages only, the first: %s".formatted(
					(this.others == 1) ? "1 line that is no message" : this.others + " lines that are no messages",
					this.firstOther), "");
		}
		if (this.messages > 0) {
			return new Seen("wrote %s to stdout, but no answer to id %d"
				.formatted((this.messages == 1) ? "1 message" : this.messages + " messages", id), "");
		}
		return new Seen("wrote no whole line to stdout", " (does it end each message with a line feed, and flush it?)");
	}

	/**
	 * What has been seen of a process.
	 *
	 * @param text the observation
	 * @param advice what to look at if there is no other explanation
	 */
	record Seen(String text, String advice) {

		String withAdvice() {
			return this.text + this.advice;
		}

	}

}
