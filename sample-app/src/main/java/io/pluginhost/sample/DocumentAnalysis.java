package io.pluginhost.sample;

import java.util.List;

/**
 * The plugin's analysis of a document.
 *
 * @param statistics its statistics
 * @param html the document as HTML that is safe to show
 * @param counters the counters of all documents
 */
record DocumentAnalysis(Statistics statistics, String html, Counters counters) {

	/**
	 * Statistics of a document.
	 *
	 * @param words the number of words
	 * @param sentences the number of sentences, including headings
	 * @param paragraphs the number of paragraphs
	 * @param characters the number of characters
	 * @param readingTimeSeconds the time to read it
	 * @param frequentTerms the most frequent words without stop words, most frequent
	 * first
	 */
	record Statistics(int words, int sentences, int paragraphs, int characters, int readingTimeSeconds,
			List<Term> frequentTerms) {
	}

	/**
	 * A word and its number of occurrences.
	 *
	 * @param term the word in lower case
	 * @param count the number of occurrences
	 */
	record Term(String term, int count) {
	}

	/**
	 * Counters of all documents.
	 *
	 * @param documents the number of analysed documents
	 * @param words the number of their words
	 */
	record Counters(long documents, long words) {
	}

}
