package io.pluginhost.process.command;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The first line of a script, which names its interpreter, as the kernel reads it.
 *
 * @param interpreter the interpreter's path, empty if none is named
 * @param argument what follows it, as one argument, or {@code null}
 * @param cut whether the interpreter's path is longer than the kernel reads
 */
record Shebang(String interpreter, @Nullable String argument, boolean cut) {

	/** What the kernel reads of a file. */
	static final int LENGTH = 256;

	/**
	 * Return whether a file begins as a script does.
	 */
	static boolean isScript(byte[] head) {
		return head.length >= 2 && head[0] == '#' && head[1] == '!';
	}

	/**
	 * Read the line.
	 * @param head the first bytes of a script
	 */
	static Shebang read(byte[] head) {
		String text = new String(head, 2, Math.min(head.length, LENGTH) - 2, StandardCharsets.UTF_8);
		int end = 0;
		while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\0') {
			end++;
		}
		boolean whole = end < text.length() || head.length < LENGTH;
		String line = strip(text.substring(0, end));
		int space = 0;
		while (space < line.length() && !isBlank(line.charAt(space))) {
			space++;
		}
		String argument = strip(line.substring(space));
		return new Shebang(line.substring(0, space), argument.isEmpty() ? null : argument,
				!whole && space == line.length());
	}

	private static String strip(String text) {
		int start = 0;
		int end = text.length();
		while (start < end && isBlank(text.charAt(start))) {
			start++;
		}
		while (end > start && isBlank(text.charAt(end - 1))) {
			end--;
		}
		return text.substring(start, end);
	}

	private static boolean isBlank(char character) {
		return character == ' ' || character == '\t';
	}

	/**
	 * Return whether the line ends as on Windows, which makes the interpreter, or its
	 * last argument, another one.
	 */
	boolean hasWindowsLineEnd() {
		return this.interpreter.endsWith("\r")
				|| (this.argument != null && this.argument.endsWith("\r") && !splitsItsArgument());
	}

	boolean isEnv() {
		return this.interpreter.endsWith("/env");
	}

	boolean splitsItsArgument() {
		return isEnv() && this.argument != null
				&& (this.argument.matches("(?s)-[0iv]*S.*") || this.argument.startsWith("--split-string"));
	}

	/**
	 * Return the program that {@code env} looks for.
	 * @return the program, or {@code null} if that cannot be told
	 */
	@Nullable String programOfEnv() {
		if (this.argument == null) {
			return null;
		}
		if (!splitsItsArgument()) {
			return (this.argument.startsWith("-") || this.argument.contains("=")) ? null : this.argument;
		}
		String rest = this.argument.replaceFirst("^(-[0iv]*S|--split-string(=|\\s))", "");
		List<String> words = Arrays.stream(rest.split("\\s+")).filter((word) -> !word.isEmpty()).toList();
		for (String word : words) {
			if (word.matches(".*[\"'\\\\$#].*") || word.startsWith("-")) {
				return null;
			}
			if (!word.contains("=")) {
				return word;
			}
			if (word.startsWith("PATH=")) {
				return null;
			}
		}
		return null;
	}

}
