package io.pluginhost;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.StringNode;

import io.pluginhost.event.PluginHealthChangedEvent;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.stream.PluginStreamEvent;

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
	void whatIsPrintedForgesNoLine() {
		// A worker's words forge no line of the log through an exception, nor command a
		// terminal
		String words = "no\n2026-01-01 ERROR forged\u001b[2J\u0000\u0085\u2028\u202e!";
		PluginRpcException failure = new PluginRpcException(-32002, words, null, "greeter", "greet", null);
		WorkerUnavailableException unavailable = new WorkerUnavailableException(
				"Worker process exited (code=3, signal=null)\n\nWorker stderr:\n2026-01-01 ERROR forged", "greeter",
				"greet", new PluginRpcException(1, words, null));
		assertThat(failure.getMessage()).isEqualTo(words);
		assertThat(failure.getLocalizedMessage())
			.isEqualTo("no\n  | 2026-01-01 ERROR forged\\u001b[2J\\u0000\\u0085\\u2028\\u202e!");
		assertThat(failure).hasToString("io.pluginhost.PluginRpcException [plugin=greeter, method=greet, code=-32002]: "
				+ failure.getLocalizedMessage());
		for (Throwable thrown : List.of(failure, unavailable, new CompletionException(failure),
				new IllegalStateException(failure), new ExecutionException(unavailable),
				new PluginRpcException(1, words, null))) {
			StringWriter trace = new StringWriter();
			thrown.printStackTrace(new PrintWriter(trace));
			assertThat(trace + ThrowableProxyUtil.asString(new ThrowableProxy(thrown)))
				.doesNotContainPattern("(?m)^2026")
				.doesNotContain("\u001b", "\u0000", "\u0085", "\u2028", "\u202e");
		}
	}

	@Test
	void eventsAndHealthPrintNoLineOfAWorkersOwn() {
		String words = "no\n2026-01-01 ERROR forged\u001b[2J\u0085";
		assertThat(List.of(
				new PluginWorkerCrashedEvent("a", Instant.EPOCH, 1, null, CrashReason.EXIT, true, 1, null, words),
				new WorkerHealth(HealthStatus.ERROR, words, StringNode.valueOf(words), Instant.EPOCH),
				new PluginHealthChangedEvent("a", Instant.EPOCH,
						new WorkerHealth(HealthStatus.ERROR, words, null, Instant.EPOCH), null),
				new PluginStreamEvent("a", PluginStreamEvent.Kind.EMIT, words, words, StringNode.valueOf(words),
						false)))
			.allSatisfy((printed) -> assertThat(printed.toString())
				.contains("no\n  | 2026-01-01 ERROR forged\\u001b[2J\\u0085")
				.doesNotContainPattern("(?m)^2026")
				.doesNotContain("\u001b", "\u0085"));
	}

	@Test
	void whatAHandlerThrowsIsNoCallToAPlugin() {
		assertThat(new PluginRpcException(404, "No such state", null))
			.hasToString("io.pluginhost.PluginRpcException: No such state");
	}

}
