package io.pluginhost.benchmarks.contest;

/**
 * What is sent: the same for every contestant.
 */
final class Payloads {

	/** Params of a call: 100 bytes as JSON. */
	static final Payload QUESTION = new Payload(12345, text(74));

	private Payloads() {
	}

	/**
	 * A text of so many characters, none of which has to be escaped.
	 */
	static String text(int length) {
		return "0123456789abcdef".repeat(length / 16 + 1).substring(0, length);
	}

	/**
	 * What goes there and what comes back.
	 *
	 * @param number a number
	 * @param text a text
	 */
	record Payload(int number, String text) {
	}

	/**
	 * Params that ask for a flood.
	 *
	 * @param kind what to send
	 * @param count how many
	 */
	record FloodOrder(String kind, int count) {
	}

}
