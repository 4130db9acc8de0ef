package io.pluginhost.worker;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.redaction.PrintableText;

/**
 * A worker did not become ready. Says why, in parts that a report can be made of; what
 * the worker said is escaped in them.
 */
public final class WorkerStartException extends WorkerUnavailableException {

	private static final int LAST_LINES = 10;

	private final CrashReason reason;

	private final String problem;

	private final List<String> lastLines;

	WorkerStartException(String message, String pluginId, @Nullable Throwable cause, CrashReason reason, String problem,
			@Nullable String stderr) {
		super(message, pluginId, WorkerProtocol.INITIALIZE, cause);
		this.reason = reason;
		this.problem = PrintableText.escape(problem);
		List<String> lines = (stderr != null) ? stderr.lines().map(PrintableText::escape).toList() : List.of();
		this.lastLines = List.copyOf(lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
	}

	/**
	 * Return why, in one word.
	 * @return the reason
	 */
	public CrashReason reason() {
		return this.reason;
	}

	/**
	 * Return what happened.
	 * @return words that continue the name of the plugin
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * Return what the worker wrote last to stderr.
	 * @return its last lines
	 */
	public List<String> lastLines() {
		return this.lastLines;
	}

}
