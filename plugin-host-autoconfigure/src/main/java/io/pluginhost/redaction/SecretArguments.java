package io.pluginhost.redaction;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds and masks secrets on a command line: the values that follow a {@link SecretName
 * secret name}, as in {@code --token x}, {@code --token=x}, {@code -Dapi.key=x},
 * {@code TOKEN=x} or {@code Authorization: x}, as an argument or within one, and the user
 * info of a URL.
 */
public final class SecretArguments {

	private static final String MASK = "******";

	/**
	 * An option whose value is the next argument, or a variable as {@code --setenv} takes
	 * it.
	 */
	private static final Pattern NAME = Pattern.compile("--?[A-Za-z][\\w.-]*|[A-Z][A-Z0-9_]*");

	private static final Pattern ASSIGNMENT = Pattern.compile("(?<![\\w.-])([\\w.-]++)[\"']?\\s*+([=:])\\s*+");

	private static final Pattern OPTION = Pattern
		.compile("(?<![\\w-])(--?[A-Za-z][\\w.-]*+)[\"']?(?:,\\s*+|\\s++)(?!-)");

	/** A URL that was normalized as a path has one slash. */
	private static final Pattern USER_INFO = Pattern.compile(":/+([^/?#\\s\"']+)@");

	/** The end of an unquoted value within a longer text. */
	private static final Pattern END = Pattern.compile("[\\s\"'&;,|<>)\\]}]");

	/**
	 * The end of a value after a colon, which may consist of several words.
	 */
	private static final Pattern END_OF_HEADER = Pattern.compile("[\"'\\r\\n]");

	private static final int LONGEST_USER = 20;

	private static final Pattern DEFINE = Pattern.compile("-[A-Z](?=[A-Za-z])");

	private SecretArguments() {
	}

	/**
	 * Mask the secrets on a command line.
	 * @param command the arguments
	 * @return as many arguments, without secrets
	 */
	public static List<String> mask(List<String> command) {
		return scan(command, (secret) -> {
		});
	}

	/**
	 * Mask the secrets on a command line, including the plugin's other secrets.
	 * @param command the arguments
	 * @param secrets the plugin's secrets
	 * @return as many arguments, without secrets
	 */
	public static List<String> mask(List<String> command, Secrets secrets) {
		return mask(command).stream().map(secrets::redact).toList();
	}

	/**
	 * Mask the secrets in a text that quotes a plugin's command line, including the
	 * plugin's other secrets.
	 * @param text the text
	 * @param secrets the plugin's secrets
	 * @return the text without secrets
	 */
	public static String mask(String text, Secrets secrets) {
		return secrets.redact(mask(text));
	}

	static String mask(String text) {
		return maskWithin(text, (secret) -> {
		}, false);
	}

	/**
	 * Find the secrets of a command line.
	 */
	static void find(List<String> command, Consumer<String> found) {
		scan(command, found);
	}

	private static List<String> scan(List<String> command, Consumer<String> found) {
		List<String> masked = new ArrayList<>();
		boolean value = false;
		for (String argument : command) {
			if (value && !argument.isEmpty() && !argument.startsWith("--")) {
				found.accept(argument);
				masked.add(MASK);
				value = false;
			}
			else {
				masked.add(maskWithin(argument, found, true));
				value = NAME.matcher(argument).matches() && isSecret(argument);
			}
		}
		return masked;
	}

	private static boolean isSecret(String name) {
		return SecretName.matches(name) || SecretName.matches(DEFINE.matcher(name).replaceFirst(""));
	}

	/**
	 * Mask the secrets in a text.
	 * @param argument whether the text is one argument: if it begins with a name, the
	 * value extends to the end of the text
	 */
	private static String maskWithin(String text, Consumer<String> found, boolean argument) {
		BitSet secret = new BitSet(text.length());
		Matcher assignment = ASSIGNMENT.matcher(text);
		for (int from = 0; assignment.find(from);) {
			boolean header = assignment.group(2).equals(":");
			boolean url = header && text.startsWith("//", assignment.end());
			int end = (argument && assignment.start() == 0) ? text.length() : -1;
			from = (!url && isSecret(assignment.group(1))) ? add(text, assignment.end(), end, header, secret, found)
					: assignment.end();
		}
		Matcher option = OPTION.matcher(text);
		for (int from = 0; option.find(from);) {
			from = isSecret(option.group(1)) ? add(text, option.end(), -1, false, secret, found) : option.end();
		}
		Matcher userInfo = USER_INFO.matcher(text);
		while (userInfo.find()) {
			secret.set(userInfo.start(1), userInfo.end(1));
			int colon = userInfo.group(1).indexOf(':');
			if (colon >= 0 || userInfo.group(1).length() > LONGEST_USER) {
				found.accept(userInfo.group(1).substring(colon + 1));
			}
		}
		return secret.isEmpty() ? text : masked(text, secret);
	}

	/**
	 * Add a value.
	 * @param known its end, or {@code -1} if unknown
	 * @return where to continue
	 */
	private static int add(String text, int start, int known, boolean header, BitSet secret, Consumer<String> found) {
		int from = start;
		int end = (known >= 0) ? known : text.length();
		char quote = (start < end) ? text.charAt(start) : ' ';
		if (quote == '"' || quote == '\'') {
			from++;
			int closing = text.indexOf(quote, from);
			end = (closing >= 0) ? closing : end;
		}
		else if (known < 0) {
			Matcher delimiter = (header ? END_OF_HEADER : END).matcher(text);
			end = delimiter.find(start) ? delimiter.start() : end;
		}
		if (end > from) {
			secret.set(from, end);
			String value = text.substring(from, end).strip();
			found.accept(value);
			// The token after 'Bearer', or the value before the rest of a shell command
			found.accept(header ? value.substring(value.lastIndexOf(' ') + 1) : value.split("\\s", 2)[0]);
		}
		return Math.max(end, start);
	}

	private static String masked(String text, BitSet secret) {
		StringBuilder masked = new StringBuilder();
		int copied = 0;
		for (int from = secret.nextSetBit(0); from >= 0; from = secret.nextSetBit(copied)) {
			masked.append(text, copied, from).append(MASK);
			copied = secret.nextClearBit(from);
		}
		return masked.append(text, copied, text.length()).toString();
	}

}
