package io.pluginhost.protocol;

import java.util.List;

/**
 * What a worker's answer to the opening means.
 */
public sealed interface OpeningAnswer {

	/**
	 * The worker is ready.
	 *
	 * @param supportedMethods the methods it says it supports
	 */
	record Accepted(List<String> supportedMethods) implements OpeningAnswer {
	}

	/**
	 * The worker is not ready, and will not be.
	 *
	 * @param reason why, safe to be shown
	 */
	record Refused(Throwable reason) implements OpeningAnswer {

		Refused(String reason) {
			this(new IllegalStateException(reason));
		}

	}

}
