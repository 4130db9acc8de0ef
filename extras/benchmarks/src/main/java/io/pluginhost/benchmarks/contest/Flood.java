package io.pluginhost.benchmarks.contest;

import java.util.Locale;

/**
 * What a worker can send of its own accord.
 */
enum Flood {

	/** Calls of the host, 64 without answer at a time. */
	HOST(10_000),

	/** Events of a stream, for a listener. */
	STREAM(50_000),

	/** Log lines, for a logger that is disabled. */
	LOG(50_000);

	private final int batch;

	Flood(int batch) {
		this.batch = batch;
	}

	/**
	 * How many the worker is asked for at a time.
	 */
	int batch() {
		return this.batch;
	}

	/**
	 * What the worker knows it as.
	 */
	String kind() {
		return name().toLowerCase(Locale.ROOT);
	}

}
