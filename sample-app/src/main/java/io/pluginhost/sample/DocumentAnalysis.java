package io.pluginhost.sample;

import java.util.List;

/**
 * What the plugin found out about a document.
 *
 * @param statistics the numbers
 * @param html the document as HTML that is safe to show
 * @param counters what the plugin has done in all
 */
record DocumentAnalysis(Statistics statistics, String html, Counters counters) {

	/**
	 * A document in numbers.
	 *
	 * @param words how many words
	 * @param sentences how many sentences, a heading being one
	 * @param paragraphs how many paragraphs
	 * @param characters how many characters
	 * @param readingTimeSeconds how long it takes to read
	 * @param frequentTerms the most frequent words that say something, most frequent
	 * first
	 */
	record Statistics(int words, int sentences, int paragraphs, int characters, int readingTimeSeconds,
			List<Term> frequentTerms) {
	}

	/**
	 * A word and how often it occurs.
	 *
	 * @param term the word in lower case
	 * @param count how often
	 */
	record Term(String term, int count) {
	}

	/**
	 * What the plugin counts over all documents.
	 *
	 * @param documents documents analysed
	 * @param words words in all of them
	 */
	record Counters(long documents, long words) {
	}

}
