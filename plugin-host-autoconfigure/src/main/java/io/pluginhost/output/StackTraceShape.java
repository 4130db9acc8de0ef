package io.pluginhost.output;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The part of a stack trace that has been read, which determines the lines that may
 * follow.
 */
enum StackTraceShape {

	/**
	 * Any line, or the frames of Java and Node.js: frames and Java's causes may follow.
	 */
	NONE {

		@Override
		@Nullable StackTraceShape next(String line) {
			if (!FRAME.matcher(line).find()) {
				return null;
			}
			return line.endsWith(" {") ? PROPERTIES : NONE;
		}

	},

	/**
	 * The properties of a Node.js error, in braces after its frames.
	 */
	PROPERTIES {

		@Override
		@Nullable StackTraceShape next(String line) {
			return line.equals("}") ? NONE : isIndented(line) ? PROPERTIES : null;
		}

	},

	/**
	 * Frames of Python: more frames may follow, then the exception.
	 */
	PYTHON {

		@Override
		@Nullable StackTraceShape next(String line) {
			return isIndented(line) ? PYTHON : PYTHON_EXCEPTION.matcher(line).matches() ? PYTHON_EXCEPTION_SEEN : null;
		}

	},

	/**
	 * The exception of Python: a line that introduces another may follow.
	 */
	PYTHON_EXCEPTION_SEEN {

		@Override
		@Nullable StackTraceShape next(String line) {
			if (PYTHON_START.matcher(line).find()) {
				return null;
			}
			return (line.isEmpty() || isIndented(line)) ? PYTHON_EXCEPTION_SEEN
					: PYTHON_LINK.matcher(line).matches() ? PYTHON_CHAIN : null;
		}

	},

	/**
	 * Between two chained traces of Python.
	 */
	PYTHON_CHAIN {

		@Override
		@Nullable StackTraceShape next(String line) {
			return line.isEmpty() ? PYTHON_CHAIN : PYTHON_START.matcher(line).find() ? PYTHON : null;
		}

	};

	private static final Pattern FRAME = Pattern
		.compile("^\\s+at\\s|^\\s*(Caused by|Suppressed): |^\\s*\\.\\.\\. \\d+ (more|common frames omitted)");

	private static final Pattern PYTHON_START = Pattern
		.compile("^\\s*(\\+ Exception Group )?Traceback \\(most recent call last\\):|^ {2}File \".*\", line \\d+");

	private static final Pattern PYTHON_EXCEPTION = Pattern.compile("[A-Za-z_][\\w.]*(: .*)?");

	private static final Pattern PYTHON_LINK = Pattern
		.compile("During handling of the above exception, another exception occurred:"
				+ "|The above exception was the direct cause of the following exception:");

	static StackTraceShape first(String line) {
		return PYTHON_START.matcher(line).find() ? PYTHON : NONE;
	}

	/**
	 * Return the part that a line continues the trace with, or {@code null} if the line
	 * does not belong to it.
	 */
	abstract @Nullable StackTraceShape next(String line);

	private static boolean isIndented(String line) {
		return line.startsWith(" ") || line.startsWith("\t");
	}

}
