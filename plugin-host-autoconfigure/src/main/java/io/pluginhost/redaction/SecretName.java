package io.pluginhost.redaction;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognizes names whose values are secret: one of the words of the name ends as in
 * {@code apiKey}, {@code GITHUB_TOKEN}, {@code dbpassword} or {@code credentials}.
 *
 * @see "docs/decisions/secrets.md"
 */
public final class SecretName {

	private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])");

	private static final Pattern SECRET = Pattern.compile(
			".*(password|passwd|passphrase|pwd|secret|token|key|credential)s?|authorization|bearer|cookies?|dsn|jwt|pass|pat");

	/** Names of directories in shells. */
	private static final Set<String> DIRECTORIES = Set.of("PWD", "OLDPWD");

	private SecretName() {
	}

	public static boolean matches(String name) {
		if (DIRECTORIES.contains(name)) {
			return false;
		}
		Matcher word = WORD.matcher(name);
		while (word.find()) {
			if (SECRET.matcher(word.group().toLowerCase(Locale.ROOT)).matches()) {
				return true;
			}
		}
		return false;
	}

}
