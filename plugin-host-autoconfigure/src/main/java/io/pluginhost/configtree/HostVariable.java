package io.pluginhost.configtree;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The name of an environment variable under {@code plugin-host}, split into words.
 *
 * @param name the whole name
 * @param canonical whether it begins with {@code PLUGINHOST_}, as Spring Boot writes the
 * names of properties, and not with {@code PLUGIN_HOST_}
 * @param words what follows, in lower case
 * @param starts where each of the words begins in the name
 */
record HostVariable(String name, boolean canonical, List<String> words, List<Integer> starts) {

	private static final Pattern PREFIX = Pattern.compile("PLUGIN(_?)HOST_+(?=[^_])", Pattern.CASE_INSENSITIVE);

	private static final Pattern WORD = Pattern.compile("[^_]+");

	/** Variables of services in Kubernetes, and the mark of a host's processes. */
	private static final Pattern FOREIGN = Pattern.compile("(.*_)?SERVICE_(HOST|PORT(_.*)?)|(.*_)?PORT(_.*)?|OWNER");

	/**
	 * Split a name into words.
	 * @return the words, or {@code null} if it is not under {@code plugin-host}
	 */
	static @Nullable HostVariable parse(String name) {
		Matcher prefix = PREFIX.matcher(name);
		if (name.contains(".") || !prefix.lookingAt()) {
			return null;
		}
		List<String> words = new ArrayList<>();
		List<Integer> starts = new ArrayList<>();
		Matcher word = WORD.matcher(name);
		word.region(prefix.end(), name.length());
		while (word.find()) {
			words.add(word.group().toLowerCase(Locale.ROOT));
			starts.add(word.start());
		}
		return new HostVariable(name, prefix.group(1).isEmpty(), words, starts);
	}

	boolean isUnder(String section) {
		return this.words.get(0).equals(section) && this.words.size() > 1;
	}

	/**
	 * Return whether the name is one that others use.
	 */
	boolean isForeign() {
		return FOREIGN.matcher(this.name.substring(this.starts.get(0))).matches();
	}

	List<String> wordsFrom(int word) {
		return this.words.subList(word, this.words.size());
	}

	/**
	 * Return the name from a word on, as it is written.
	 */
	String textFrom(int word) {
		return this.name.substring(this.starts.get(word));
	}

	KnownKeys.@Nullable Match match(Map<String, Class<?>> keys, int word) {
		List<String> words = wordsFrom(word);
		KnownKeys.Match match = KnownKeys.match(keys, words, !this.canonical);
		return (match != null) ? match : KnownKeys.match(keys, words, this.canonical);
	}

	/**
	 * Return the name, as Spring Boot writes it, of the variable that sets a key.
	 */
	static String nameOf(String section, String plugin, String key) {
		String name = key.replace("-", "").replace('.', '_').replace('[', '_').replace("]", "");
		return String.join("_", "PLUGINHOST", section, PropertyPrefix.loose(plugin), name).toUpperCase(Locale.ROOT);
	}

}
