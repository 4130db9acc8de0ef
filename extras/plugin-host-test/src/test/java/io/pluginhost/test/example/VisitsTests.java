package io.pluginhost.test.example;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import io.pluginhost.test.PluginHostTest;
import io.pluginhost.test.TestWorker;
import io.pluginhost.test.TestWorkers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The test in the README.
 */
@PluginHostTest
class VisitsTests {

	@Autowired
	TestWorkers workers;

	@Test
	void countsVisits() {
		TestWorker greeter = this.workers.start("greeter"); // no Python needed
		assertThat(greeter.callHost("visits.next", null).asLong()).isPositive();
	}

}
