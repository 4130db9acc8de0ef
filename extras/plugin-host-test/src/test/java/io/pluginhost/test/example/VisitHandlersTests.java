package io.pluginhost.test.example;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.test.PluginHostTest;
import io.pluginhost.test.TestWorker;
import io.pluginhost.test.TestWorkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a user's test of a handler looks like.
 */
@PluginHostTest(VisitHandlers.class)
class VisitHandlersTests {

	@Autowired
	TestWorkers workers;

	@Test
	void countsVisits() {
		TestWorker greeter = this.workers.start("greeter");
		long first = greeter.callHost("visits.next", null).asLong();
		assertThat(greeter.callHost("visits.next", null, Long.class)).isEqualTo(first + 1);
	}

	@Test
	void refusesWhoHasNotTheCapability() {
		TestWorker stranger = this.workers.start("stranger");
		assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> stranger.callHost("visits.next", null))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(RpcErrorCodes.CAPABILITY_DENIED));
	}

	@Test
	void leavesOutOtherHandlers() {
		TestWorker stranger = this.workers.start("stranger");
		assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> stranger.callHost("other", null))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(RpcErrorCodes.METHOD_NOT_FOUND));
	}

}
