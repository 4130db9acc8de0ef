package io.pluginhost.output;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.pluginhost.protocol.ForeignProtocol;
import io.pluginhost.rpc.ProtocolError;

/**
 * What a process has written to its stdout before it was ready, to explain a failed
 * start. Guarded by itself; does not block.
 */
public final class StartupDiagnostics {

	/** Number of characters shown of a line without line feed. */
	private static final int SHOWN = 120;

	private final UnaryOperator<String> safe;

	/** Written on the loop; read for each message by the thread that reads stdout. */
	private volatile boolean over;

	private volatile @Nullable Consumer<String> onForeign;

	// Guarded by this
	private int messages;

	// Guarded by this: the number of lines that are no messages, and the first of them
	private int others;

	private @Nullable String firstOther;

	// Guarded by this: the first answer with an unknown id
	private @Nullable String answer;

	// Guarded by this: the protocol that the process speaks instead
	private @Nullable ForeignProtocol foreign;

	// Guarded by this: the beginning of a line whose line feed has not been read
	private final byte[] unfinished = new byte[SHOWN * 4];

	// Guarded by this
	private long unfinishedLength;

	/**
	 * Create the diagnostics of a new process.
	 * @param safe masks secrets and escapes control characters
	 */
	public StartupDiagnostics(UnaryOperator<String> safe) {
		this.safe = safe;
	}

	/**
	 * Set the action for a process that certainly will not answer.
	 * @param onForeign receives the reason, on the thread that reads stdout
	 */
	public void onForeign(Consumer<String> onForeign) {
		this.onForeign = onForeign;
	}

	/**
	 * Invoked when the worker is ready: nothing is recorded from now on.
	 */
	public void complete() {
		this.over = true;
	}

	public boolean isComplete() {
		return this.over;
	}

	public void messageReceived() {
		if (!this.over) {
			synchronized (this) {
				this.messages++;
				this.unfinishedLength = 0;
			}
		}
	}

	/**
	 * Record a part of a line whose line feed has not been read.
	 */
	public synchronized void part(byte[] bytes, int offset, int length) {
		if (this.unfinishedLength < this.unfinished.length) {
			int start = (int) this.unfinishedLength;
			System.arraycopy(bytes, offset, this.unfinished, start, Math.min(length, this.unfinished.length - start));
		}
		this.unfinishedLength += length;
	}

	/**
	 * Record a line that is no message.
	 * @param kind what is wrong with it
	 * @param excerpt its beginning, as it was read
	 * @return whether it shows which protocol the process speaks instead, which is
	 * reported with the failed start
	 */
	public boolean invalidLine(ProtocolError kind, String excerpt) {
		ForeignProtocol found = (kind == ProtocolError.NOT_JSON) ? ForeignProtocol.of(excerpt) : null;
		boolean first;
		synchronized (this) {
			this.unfinishedLength = 0;
			if (kind == ProtocolError.UNKNOWN_ANSWER) {
				this.answer = (this.answer != null) ? this.answer : this.safe.apply(excerpt);
				return false;
			}
			this.others++;
			this.firstOther = (this.firstOther != null) ? this.firstOther : this.safe.apply(excerpt);
			first = found != null && found.isCertain() && (this.foreign == null || !this.foreign.isCertain());
			this.foreign = (this.foreign == null || first) ? found : this.foreign;
		}
		Consumer<String> action = this.onForeign;
		if (first && found != null && action != null) {
			action.accept("it " + found.words());
		}
		return found != null && found.isCertain();
	}

	/**
	 * Return the protocol that the process speaks instead, or {@code null} if it is
	 * unknown.
	 */
	public synchronized @Nullable ForeignProtocol foreign() {
		return this.foreign;
	}

	/**
	 * Return what the process has written instead of an answer to initialize.
	 * @param id the id of initialize
	 */
	public synchronized Observation observed(long id) {
		Observation seen = unexplained(id);
		return (this.foreign != null) ? new Observation(seen.text() + ": it " + this.foreign.words(), "") : seen;
	}

	private Observation unexplained(long id) {
		if (this.answer != null) {
			return new Observation("answered %s, but 'initialize' has id %d".formatted(this.answer, id), "");
		}
		if (this.others > 0) {
			return new Observation("wrote %s to stdout, which is for messages only, the first: %s".formatted(
					(this.others == 1) ? "1 line that is no message" : this.others + " lines that are no messages",
					this.firstOther), "");
		}
		if (this.unfinishedLength > 0) {
			return new Observation("wrote no whole line to stdout, but %d bytes without a line feed at their end: %s"
				.formatted(this.unfinishedLength, unfinished()), "");
		}
		if (this.messages > 0) {
			return new Observation("wrote %s to stdout, but no answer to id %d"
				.formatted((this.messages == 1) ? "1 message" : this.messages + " messages", id), "");
		}
		return new Observation("wrote no whole line to stdout",
				" (does it end each message with a line feed, and flush it?)");
	}

	private String unfinished() {
		int length = (int) Math.min(this.unfinishedLength, this.unfinished.length);
		String text = new String(this.unfinished, 0, length, StandardCharsets.UTF_8);
		boolean cut = text.length() > SHOWN || this.unfinishedLength > length;
		return this.safe.apply(cut ? text.substring(0, Math.min(SHOWN, text.length())) + "…" : text);
	}

	/**
	 * What a process has written.
	 *
	 * @param text describes it
	 * @param advice what to check if there is no other explanation
	 */
	public record Observation(String text, String advice) {

		public String withAdvice() {
			return this.text + this.advice;
		}

	}

}
