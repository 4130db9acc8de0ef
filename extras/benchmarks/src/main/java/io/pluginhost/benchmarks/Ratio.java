package io.pluginhost.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How one contestant's values relate to another's, each divided by the other's of the
 * same round, so that a machine that slows down slows both.
 *
 * @param median the median of the rounds
 * @param least the least
 * @param greatest the greatest
 */
record Ratio(double median, double least, double greatest) {

	private static final double TOO_LITTLE = 1e-9;

	/**
	 * Compare round by round.
	 * @param values a contestant's values, by round
	 * @param base the other's
	 * @return the ratio, unless they have no round in common
	 */
	static Optional<Ratio> of(Map<Integer, Double> values, Map<Integer, Double> base) {
		List<Double> ratios = values.keySet()
			.stream()
			.filter((round) -> base.getOrDefault(round, 0.0) > TOO_LITTLE)
			.map((round) -> values.get(round) / base.get(round))
			.sorted()
			.toList();
		return ratios.isEmpty() ? Optional.empty()
				: Optional.of(new Ratio(median(ratios), ratios.get(0), ratios.get(ratios.size() - 1)));
	}

	static double median(Collection<Double> values) {
		List<Double> sorted = values.stream().sorted().toList();
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "×%.2f (%.2f–%.2f)", this.median, this.least, this.greatest);
	}

}
