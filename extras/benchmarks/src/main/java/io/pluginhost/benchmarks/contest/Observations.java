package io.pluginhost.benchmarks.contest;

import java.util.List;

/**
 * What is left out of an application that has no meter registry.
 */
final class Observations {

	static final List<String> AUTO_CONFIGURATIONS = List.of(
			"org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
			"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
			"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration",
			"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration");

	private Observations() {
	}

}
