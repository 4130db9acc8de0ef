package io.pluginhost.metrics;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;

/**
 * The names of meters as Prometheus sees them.
 */
final class PrometheusNames {

	private PrometheusNames() {
	}

	static Set<String> all() {
		return Arrays.stream(PluginMeter.values())
			.map(PrometheusNames::of)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	static String of(PluginMeter meter) {
		Meter.Type type = switch (meter.kind()) {
			case TIMER -> Meter.Type.TIMER;
			case LONG_TASK_TIMER -> Meter.Type.LONG_TASK_TIMER;
			case COUNTER -> Meter.Type.COUNTER;
			case GAUGE, TIME_GAUGE -> Meter.Type.GAUGE;
		};
		String unit = (meter.kind() == PluginMeter.Kind.TIME_GAUGE) ? "seconds" : meter.baseUnit();
		String name = new PrometheusNamingConvention().name(meter.meterName(), type, unit);
		return (meter.kind() == PluginMeter.Kind.COUNTER) ? name + "_total" : name;
	}

	/**
	 * The name of a meter, of the name of one of its samples.
	 */
	static String ofSample(String sample) {
		return sample.replaceFirst("_seconds_(g\\?count|g?count|g?sum|max|bucket)$", "_seconds");
	}

}
