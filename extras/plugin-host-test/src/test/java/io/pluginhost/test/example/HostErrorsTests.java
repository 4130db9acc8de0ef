package io.pluginhost.test.example;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.test.PluginHostTest;
import io.pluginhost.test.TestWorker;
import io.pluginhost.test.TestWorkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The host's errors in a test.
 */
@PluginHostTest(VisitHandlers.class)
class HostErrorsTests {

	@Autowired
	TestWorkers workers;

	TestWorker stranger;

	@BeforeEach
	void start() {
		this.stranger = this.workers.start("stranger");
	}

	@Test
	void whatAHandlerThrowsIsTheCause() {
		assertThat(failure("fails")).hasMessageStartingWith("Host handler failed (ref ")
			.hasCauseExactlyInstanceOf(IllegalArgumentException.class)
			.cause()
			.hasMessage("at once");
		assertThat(failure("fails.later")).hasMessageStartingWith("Host handler failed (ref ")
			.hasCauseExactlyInstanceOf(IOException.class)
			.cause()
			.hasMessage("later");
	}

	@Test
	void whatAHandlerSaysToTheWorkerHasNoCause() {
		assertThat(failure("fails.politely")).hasMessage("No such visit").hasNoCause();
		assertThat(failure("visits.next")).hasNoCause()
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(RpcErrorCodes.CAPABILITY_DENIED));
	}

	@Test
	void methodThatIsNotThereIsToldWithThoseThatAre() {
		assertThat(failure("visits.nxt")).hasMessage("The host has no method 'visits.nxt'; those for plugin 'stranger' "
				+ "are [fails, fails.later, fails.politely, visits.company, visits.next]");
	}

	private PluginRpcException failure(String method) {
		return catchThrowableOfType(PluginRpcException.class, () -> this.stranger.callHost(method, null));
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Failing {

		@HostHandler("fails")
		void fails() {
			throw new IllegalArgumentException("at once");
		}

		@HostHandler("fails.later")
		CompletableFuture<String> failsLater() {
			return CompletableFuture.supplyAsync(() -> "")
				.thenCompose((none) -> CompletableFuture.failedFuture(new IOException("later")));
		}

		@HostHandler("fails.politely")
		void failsPolitely() {
			throw new PluginRpcException(404, "No such visit", null);
		}

	}

}
