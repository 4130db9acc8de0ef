package io.pluginhost.worker;

import java.time.Duration;
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
	 * Say why there is no answer to initialize.
	 * @param id the id of initialize
	 * @param timeout how long the host has waited
	 */
	synchronized String noAnswer(long id, Duration timeout) {
		return "within %s (initialize-timeout) it %s; PROTOCOL.md has complete workers, and trace-wire shows every message"
			.formatted(CrashReport.words(timeout), seen(id));
	}

	private String seen(long id) {
		if (this.answer != null) {
			return "answered %s, but 'initialize' has id %d".formatted(this.answer, id);
		}
		if (this.others > 0) {
			return "wrote %s to stdout, which is for messages only, the first: %s".formatted(
					(this.others == 1) ? "1 line that is no message" : this.others + " lines that are no messages",
					this.firstOther);
		}
		return (this.messages > 0)
				? "wrote %s to stdout, but no answer to id %d"
					.formatted((this.messages == 1) ? "1 message" : this.messages + " messages", id)
				: "wrote no whole line to stdout (does it end each message with a line feed, and flush it?)";
	}

}
