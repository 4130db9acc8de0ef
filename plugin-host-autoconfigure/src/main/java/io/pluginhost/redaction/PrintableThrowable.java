package io.pluginhost.redaction;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A printable copy of an exception whose message, or that of a cause, may contain text of
 * a worker: has the same message and stack trace, and is printed like the original, with
 * control characters escaped.
 */
public final class PrintableThrowable extends RuntimeException {

	/** The text of Jackson before the location of a mistake. */
	private static final String PLACE = "\n at [";

	private final String text;

	private PrintableThrowable(Throwable original, @Nullable Throwable cause) {
		super(original.getMessage(), cause);
		String text = original.toString();
		this.text = isPrintable(text) ? text : PrintableText.print(text);
		setStackTrace(original.getStackTrace());
	}

	/**
	 * Return an exception that is safe to print.
	 * @param thrown any exception
	 * @return the same exception if it is safe to print
	 */
	public static Throwable of(Throwable thrown) {
		return isPrintable(thrown, seen()) ? thrown : copy(thrown, seen());
	}

	private static boolean isPrintable(Throwable thrown, Set<Throwable> seen) {
		if (!seen.add(thrown)) {
			return true;
		}
		Throwable cause = thrown.getCause();
		if (!isPrintable(thrown.toString()) || (cause != null && !isPrintable(cause, seen))) {
			return false;
		}
		for (Throwable suppressed : thrown.getSuppressed()) {
			if (!isPrintable(suppressed, seen)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isPrintable(String text) {
		String lines = text.replace(PLACE, "").replace("\n" + PrintableText.MARGIN, "");
		return PrintableText.escape(lines).equals(lines);
	}

	private static PrintableThrowable copy(Throwable thrown, Set<Throwable> seen) {
		seen.add(thrown);
		Throwable cause = thrown.getCause();
		PrintableThrowable copy = new PrintableThrowable(thrown,
				(cause != null && !seen.contains(cause)) ? copy(cause, seen) : null);
		for (Throwable suppressed : thrown.getSuppressed()) {
			if (!seen.contains(suppressed)) {
				copy.addSuppressed(copy(suppressed, seen));
			}
		}
		return copy;
	}

	private static Set<Throwable> seen() {
		return Collections.newSetFromMap(new IdentityHashMap<>());
	}

	@Override
	public @Nullable String getLocalizedMessage() {
		String message = getMessage();
		return (message != null) ? PrintableText.print(message) : null;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
