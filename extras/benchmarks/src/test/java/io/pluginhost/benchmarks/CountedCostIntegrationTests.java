package io.pluginhost.benchmarks;

import java.io.IOException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can be counted, and therefore does not depend on how busy the machine is, stays
 * within its limits, which are in {@link CountedCost}. Nothing is timed here.
 */
@Tag("slow")
class CountedCostIntegrationTests {

	@ParameterizedTest
	@EnumSource
	void costIsWithinItsLimit(CountedCost cost) throws IOException {
		double counted = cost.count(TestAgent.get());
		System.out.println(cost.describe(counted));
		assertThat(counted).as(cost.describe(counted)).isLessThanOrEqualTo(cost.limit());
	}

}
