package io.pluginhost.configtree;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Suggests a known word for one that is not known: the one with the most similar
 * spelling.
 */
public final class Suggestion {

	private static final int TYPING_MISTAKES = 2;

	private Suggestion() {
	}

	/**
	 * Find a suggestion.
	 * @param word the word
	 * @param known the candidates
	 * @return the most similar candidate, or {@code null} if none is similar
	 */
	public static @Nullable String find(String word, Collection<String> known) {
		String meant = PropertyPrefix.loose(word);
		return known.stream()
			.filter((candidate) -> distance(candidate, meant) <= TYPING_MISTAKES)
			.min(Comparator.comparingInt((candidate) -> distance(candidate, meant)))
			.orElse(null);
	}

	/**
	 * Return the number of letters to add, remove or replace (Levenshtein).
	 */
	private static int distance(String candidate, String b) {
		String a = PropertyPrefix.loose(candidate);
		int[] row = IntStream.rangeClosed(0, b.length()).toArray();
		for (int i = 1; i <= a.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= b.length(); j++) {
				int replaced = diagonal + ((a.charAt(i - 1) != b.charAt(j - 1)) ? 1 : 0);
				diagonal = row[j];
				row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
			}
		}
		return row[b.length()];
	}

}
