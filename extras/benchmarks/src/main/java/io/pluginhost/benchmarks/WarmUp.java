package io.pluginhost.benchmarks;

import java.io.IOException;
import java.util.Map;

/**
 * Lets a contestant work until its code is compiled: until the compiler has next to
 * nothing left to do, and an operation allocates what it did before.
 */
final class WarmUp {

	private static final long SLICE = 250;

	private static final double COMPILING = 0.1;

	private static final int ALIKE = 2;

	private final long longest;

	/**
	 * Create a warm-up.
	 * @param longest how long it may take, in milliseconds
	 */
	WarmUp(long longest) {
		this.longest = longest;
	}

	/**
	 * Warm up.
	 * @return whether that has come to an end
	 */
	boolean run(Work work) throws IOException {
		Map<String, Double> before = Map.of();
		int alike = 0;
		for (long spent = 0; spent < this.longest; spent += SLICE) {
			Map<String, Double> slice = work.run(Math.min(SLICE, this.longest));
			alike = isSteady(before, slice) ? alike + 1 : 0;
			if (slice.isEmpty() || alike == ALIKE) {
				return true;
			}
			before = slice;
		}
		return false;
	}

	private static boolean isSteady(Map<String, Double> before, Map<String, Double> now) {
		Double past = before.get("bytes");
		Double bytes = now.get("bytes");
		return past != null && bytes != null && now.getOrDefault("compiling", 0.0) < COMPILING
				&& Math.abs(bytes - past) <= Math.max(16, past * 0.03);
	}

	/**
	 * What is done for a while.
	 */
	interface Work {

		Map<String, Double> run(long millis) throws IOException;

	}

}
