package io.pluginhost;

import java.time.Duration;

import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PluginRpcException}.
 */
class PluginRpcExceptionTests {

	private final PluginRpcException failure = new PluginRpcException(-32002, "'name'", null, "greeter", "greet", null);

	@Test
	void messageIsTheWorkersOwn() {
		assertThat(this.failure).hasMessage("'name'");
	}

	@Test
	void logSaysWhichPluginMethodAndCode() {
		assertThat(ThrowableProxyUtil.asString(new ThrowableProxy(this.failure)))
			.startsWith("io.pluginhost.PluginRpcException [plugin=greeter, method=greet, code=-32002]: 'name'");
		assertThat(ThrowableProxyUtil.asString(new ThrowableProxy(new IllegalStateException("outer", this.failure))))
			.contains(
					"Caused by: io.pluginhost.PluginRpcException [plugin=greeter, method=greet, code=-32002]: 'name'");
	}

	@Test
	void logSaysWhatACallWasForThatEndedWithItsProcess() {
		assertThat(new WorkerUnavailableException("Worker process exited (code=3, signal=null)", "stock", "slow", null))
			.hasToString("io.pluginhost.WorkerUnavailableException [plugin=stock, method=slow, code=-32000]: "
					+ "Worker process exited (code=3, signal=null)");
		assertThat(new RpcTimeoutException("stock", "slow", Duration.ofSeconds(1)).toString())
			.startsWith("io.pluginhost.RpcTimeoutException [plugin=stock, method=slow, code=-32003]: ");
		assertThat(new WorkerUnavailableException("no start", "stock", null, null).toString())
			.contains("[plugin=stock, code=-32000]: no start");
	}

	@Test
	void whatAHandlerThrowsIsNoCallToAPlugin() {
		assertThat(new PluginRpcException(404, "No such state", null))
			.hasToString("io.pluginhost.PluginRpcException: No such state");
	}

}
