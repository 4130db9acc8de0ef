package io.pluginhost.mischief;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorker;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.WorkerStatus;
import io.pluginhost.testing.PythonWorker;
import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Workers that lie about what they have read, or tamper with their pipes: no caller waits
 * for them longer than it said, and other plugins notice nothing.
 */
@EnabledOnOs(OS.LINUX)
@RequiresTool("python3")
@Tag("slow")
class LyingWorkerIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofMillis(150);

	/** On a busy machine; without any guard it is for ever. */
	private static final Duration AT_MOST = Duration.ofSeconds(8);

	/** So much that a page of a pipe holds only two. */
	private static final String TEXT = "x".repeat(1500);

	private static final List<String> LIES = List.of("ahead", "again", "heads", "slowly", "cancelled", "twice",
			"control", "fill", "fill-and-ask", "shrink", "close", "hand-on", "after", "never");

	@RegisterExtension
	static final MischiefHost host = new MischiefHost();

	@ParameterizedTest
	@FieldSource("LIES")
	void aCallerIsNeverBlockedForLongerThanItSaid(String lie) {
		// Whatever a worker answers and whatever it does to its pipe, a call ends in time
		PluginWorker worker = host.start(liar(lie).build());
		for (int i = 0; i < 30 && worker.status() == WorkerStatus.RUNNING; i++) {
			callInTime(worker);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "fill", "shrink", "hand-on" })
	void aWorkerThatTampersWithItsPipeIsKilledThereAndThen(String lie) {
		// What blocks a write that could not block is ended long before
		// write-stall-timeout
		PluginDefinition definition = liar(lie).healthCheckEnabled(false).build();
		PluginWorker worker = host.start(definition);
		await().atMost(MischiefHost.PATIENCE).until(() -> {
			callInTime(worker);
			return worker.status() != WorkerStatus.RUNNING;
		});
		assertThat(host.crash(definition.id()).reason()).isEqualTo(CrashReason.STDIN_BLOCKED);
	}

	@Test
	void aHandlerIsNotBlockedByAWorkerThatFillsItsOwnPipe() {
		// An answer is not written to a full pipe for longer than it takes to find out
		PluginDefinition definition = liar("fill-and-ask").healthCheckEnabled(false)
			.handler("ping", (params, call) -> "pong")
			.build();
		host.start(definition);
		assertThat(host.crash(definition.id()).reason()).isEqualTo(CrashReason.STDIN_BLOCKED);
	}

	@Test
	void otherPluginsGoOnBesideAHostFullOfLiars() {
		// Calls, timeouts, starts and stops of honest plugins never wait for a liar
		List<PluginWorker> liars = new ArrayList<>();
		for (String lie : LIES) {
			liars.add(host.start(liar(lie).healthCheckEnabled(true)
				.healthCheckInterval(Duration.ofMillis(300))
				.healthCheckTimeout(Duration.ofMillis(300))
				.restartEnabled(true)
				.restartInitialDelay(Duration.ofMillis(100))
				.restartMaxDelay(Duration.ofMillis(500))
				.restartMaxRestarts(-1)
				.writeStallTimeout(Duration.ofSeconds(2))
				.handler("ping", (params, call) -> "pong")
				.build()));
		}
		PluginWorker honest = host.start(host.plugin().build());
		long end = System.nanoTime() + Duration.ofSeconds(12).toNanos();
		List<Thread> callers = liars.stream().map((liar) -> callUntil(end, liar)).toList();
		int rounds = 0;
		while (System.nanoTime() < end) {
			assertThat(honest.call("echo").param("n", 1).timeout(MischiefHost.PATIENCE).retrieve().toString())
				.isEqualTo("{\"n\":1}");
			inTime(() -> assertThatExceptionOfType(RpcTimeoutException.class)
				.isThrownBy(() -> honest.call("silence").timeout(Duration.ofMillis(50)).retrieve()));
			rounds++;
		}
		assertThat(honest.stop()).succeedsWithin(MischiefHost.PATIENCE);
		assertThat(honest.start()).succeedsWithin(MischiefHost.PATIENCE);
		for (Thread caller : callers) {
			await().atMost(AT_MOST).until(() -> !caller.isAlive());
		}
		assertThat(rounds).isGreaterThan(3);
		assertThat(honest.diagnostics().totalCrashes()).isZero();
	}

	private static Thread callUntil(long end, PluginWorker liar) {
		Thread caller = new Thread(() -> {
			while (System.nanoTime() < end) {
				try {
					liar.call("echo").param("text", TEXT).timeout(TIMEOUT).retrieve();
				}
				catch (PluginRpcException ex) {
					// as it should be
				}
			}
		}, "caller-" + liar.pluginId());
		caller.setDaemon(true);
		caller.start();
		return caller;
	}

	private static void callInTime(PluginWorker worker) {
		inTime(() -> {
			try {
				worker.call("echo").param("text", TEXT).timeout(TIMEOUT).retrieve();
			}
			catch (PluginRpcException ex) {
				assertThat(ex.method()).isEqualTo("echo");
			}
		});
	}

	private static void inTime(Runnable call) {
		CompletableFuture<Void> done = CompletableFuture.runAsync(call, (task) -> {
			Thread caller = new Thread(task, "caller");
			caller.setDaemon(true);
			caller.start();
		});
		assertThat(done).succeedsWithin(AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Nothing but the watch of direct writes ends it early.
	 */
	private static PluginDefinitionBuilder liar(String lie) {
		return host.command(List.of(PythonWorker.liar(lie)))
			.healthCheckEnabled(true)
			.healthCheckInterval(Duration.ofMillis(500))
			.healthCheckTimeout(Duration.ofMillis(500))
			.writeStallTimeout(Duration.ofHours(1));
	}

}
