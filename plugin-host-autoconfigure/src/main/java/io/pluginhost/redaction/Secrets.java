package io.pluginhost.redaction;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The secret values that a plugin has been given, which are removed from a worker's text
 * before it is logged, put into a message or shown in diagnostics. Safe for use by any
 * thread; costs nothing if there are none.
 * <p>
 * Secret are the values with a {@link SecretName secret name} in the plugin's {@code env}
 * or {@code config} or in the host's own environment, the password in any URL there, and
 * those that {@link SecretArguments} finds on the plugin's command line. Values of fewer
 * than eight characters are not replaced: too much other text would be equal to them.
 *
 * @see "docs/decisions/secrets.md"
 */
public final class Secrets {

	private static final String MASK = "******";

	private static final int SHORTEST = 8;

	/** Shortest beginning of a secret that is masked at the end of a text. */
	private static final int SHORTEST_BEGINNING = 3;

	/** Marks where a text has been cut. */
	private static final char ELLIPSIS = '…';

	private static final Pattern PASSWORD_IN_URL = Pattern.compile("://[^/?#\\s:@]*:([^/?#\\s]+)@");

	/**
	 * The longest first, because one may be part of another. Replaced as a whole under
	 * the guard of this.
	 */
	private volatile Secret[] values = {};

	private Secrets() {
	}

	/**
	 * Find the secrets in the arguments, environment and configuration of a process.
	 * @param commandLine the process's arguments, including the program
	 * @param given environment variables and configurations: maps or trees
	 * @return the secrets
	 */
	public static Secrets of(List<String> commandLine, Object... given) {
		Secrets secrets = new Secrets();
		for (Object values : given) {
			secrets.learn(values);
		}
		Set<String> arguments = new LinkedHashSet<>();
		SecretArguments.find(commandLine, (secret) -> add(secret, arguments));
		secrets.addAll(arguments);
		return secrets;
	}

	/**
	 * Add the secrets of another configuration. Those of earlier configurations are kept,
	 * because the worker may still know them.
	 * @param config a map or a tree
	 */
	public void learn(Object config) {
		Set<String> found = new LinkedHashSet<>();
		collect(config, false, found);
		addAll(found);
	}

	private synchronized void addAll(Set<String> found) {
		Set<String> known = new LinkedHashSet<>(found);
		for (Secret secret : this.values) {
			known.add(secret.value());
		}
		this.values = known.stream()
			.sorted(Comparator.comparingInt(String::length).reversed())
			.map((value) -> new Secret(value, value.substring(0, SHORTEST)))
			.toArray(Secret[]::new);
	}

	boolean isEmpty() {
		return this.values.length == 0;
	}

	private static void collect(@Nullable Object value, boolean secret, Set<String> values) {
		if (value instanceof Map<?, ?> map) {
			map.forEach((name, member) -> collect(member, secret || SecretName.matches(String.valueOf(name)), values));
		}
		else if (value instanceof JsonNode node && node.isObject()) {
			node.forEachEntry((name, member) -> collect(member, secret || SecretName.matches(name), values));
		}
		else if (value instanceof JsonNode node && node.isValueNode()) {
			collect(node.isString() ? node.stringValue() : node.isNumber() ? node.numberValue() : null, secret, values);
		}
		else if (value instanceof Iterable<?> items) {
			items.forEach((item) -> collect(item, secret, values));
		}
		else if (secret && (value instanceof CharSequence || value instanceof Number)) {
			add(value.toString(), values);
		}
		else if (value instanceof CharSequence text) {
			Matcher url = PASSWORD_IN_URL.matcher(text);
			while (url.find()) {
				add(url.group(1), values);
			}
		}
	}

	/**
	 * Add each line of a secret, because text is read line by line, and its form in JSON.
	 */
	private static void add(String secret, Set<String> values) {
		secret.lines().map(String::strip).filter((line) -> line.length() >= SHORTEST).forEach((line) -> {
			values.add(line);
			String json = JsonNodeFactory.instance.stringNode(line).toString();
			values.add(json.substring(1, json.length() - 1));
		});
	}

	/**
	 * Mask the secrets in a text, and the beginning of one where the text ends or has
	 * been cut.
	 */
	public String redact(String text) {
		String redacted = text;
		for (Secret secret : this.values) {
			redacted = redact(redacted, secret);
		}
		return redacted;
	}

	/**
	 * Mask the secrets in a text that may be continued, and what may be the beginning of
	 * one.
	 */
	public String redactSoFar(String text) {
		String redacted = redact(text);
		for (int length = SHORTEST - 1; length >= SHORTEST_BEGINNING; length--) {
			String end = redacted.substring(Math.max(0, redacted.length() - length));
			for (Secret secret : this.values) {
				if (end.length() == length && secret.head().startsWith(end)) {
					return redacted.substring(0, redacted.length() - length) + MASK;
				}
			}
		}
		return redacted;
	}

	private static String redact(String text, Secret secret) {
		int found = text.indexOf(secret.head());
		if (found < 0) {
			return text;
		}
		StringBuilder redacted = new StringBuilder();
		int copied = 0;
		while (found >= 0) {
			int end = end(text, found, secret.value());
			if (end > found) {
				redacted.append(text, copied, found).append(MASK);
				copied = end;
			}
			found = text.indexOf(secret.head(), Math.max(found + 1, copied));
		}
		return redacted.append(text, copied, text.length()).toString();
	}

	/**
	 * Return where a value ends in a text, or {@code -1} if it is not there.
	 */
	private static int end(String text, int start, String value) {
		int same = SHORTEST;
		int longest = Math.min(value.length(), text.length() - start);
		while (same < longest && text.charAt(start + same) == value.charAt(same)) {
			same++;
		}
		int end = start + same;
		boolean whole = same == value.length();
		boolean cut = end == text.length() || text.charAt(end) == ELLIPSIS;
		return (whole || cut) ? end : -1;
	}

	/**
	 * Take the secrets out of all texts in a tree, member names included.
	 */
	public @Nullable JsonNode redact(@Nullable JsonNode node) {
		if (node == null || isEmpty()) {
			return node;
		}
		if (node.isString()) {
			return JsonNodeFactory.instance.stringNode(redact(node.stringValue()));
		}
		if (node.isNumber()) {
			String redacted = redact(node.asString());
			return redacted.contains(MASK) ? JsonNodeFactory.instance.stringNode(redacted) : node;
		}
		if (node.isArray()) {
			var array = JsonNodeFactory.instance.arrayNode();
			node.forEach((item) -> array.add(redact(item)));
			return array;
		}
		if (node.isObject()) {
			var object = JsonNodeFactory.instance.objectNode();
			node.forEachEntry((name, member) -> object.set(redact(name), redact(member)));
			return object;
		}
		return node;
	}

	/**
	 * Take the secrets out of a log line's meta data.
	 */
	public Map<String, @Nullable Object> redact(Map<String, @Nullable Object> meta) {
		if (isEmpty() || meta.isEmpty()) {
			return meta;
		}
		Map<String, @Nullable Object> redacted = new LinkedHashMap<>();
		meta.forEach((name, value) -> redacted.put(redact(name), redactValue(value)));
		return redacted;
	}

	private @Nullable Object redactValue(@Nullable Object value) {
		if (value instanceof String || value instanceof Number) {
			String redacted = redact(value.toString());
			return redacted.contains(MASK) ? redacted : value;
		}
		return value;
	}

	/**
	 * Return an exception that may be quoted by a log.
	 * @param thrown an exception that may quote a worker
	 * @return the exception, or {@code null} if it or what led to it holds a secret
	 */
	public @Nullable Throwable unlessRevealing(Throwable thrown) {
		for (Throwable one = thrown; one != null; one = one.getCause()) {
			String message = one.getMessage();
			if (message != null && !redact(message).equals(message)) {
				return null;
			}
		}
		return thrown;
	}

	/**
	 * Return an exception of a failed start without secrets: a message that quotes the
	 * command line may contain one.
	 */
	public Throwable withoutArguments(Throwable thrown) {
		String message = thrown.getMessage();
		if (message == null || (unlessRevealing(thrown) != null && SecretArguments.mask(message).equals(message))) {
			return thrown;
		}
		return new IOException(SecretArguments.mask(redact(message)));
	}

	/**
	 * What is looked for.
	 *
	 * @param value the secret
	 * @param head its beginning, which even a cut text may show no more of
	 */
	private record Secret(String value, String head) {
	}

}
