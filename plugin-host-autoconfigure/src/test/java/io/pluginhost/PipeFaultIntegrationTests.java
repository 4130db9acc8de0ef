package io.pluginhost;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Workers that live, but read or write no more.
 */
class PipeFaultIntegrationTests {

	/** Answers initialize, then does what follows. */
	private static final String READY = "IFS= read -r line; id=${line#*'\"id\":'}; "
			+ "printf '{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"ok\":true}}\\n' \"${id%%,*}\"; ";

	@Test
	void aWorkerThatDoesNotReadIsKilledAndComesBack() {
		run(READY + "exec sleep 600", (worker) -> {
			worker.send("news", List.of("x".repeat(200_000)));
			awaitCrash(worker, CrashReason.STDIN_BLOCKED);
		});
	}

	@Test
	void aWorkerThatHasClosedItsStdinIsKilledAndComesBack() {
		run(READY + "exec <&-; exec sleep 600", (worker) -> await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			worker.send("news", List.of());
			assertCrash(worker, CrashReason.STDIN_CLOSED);
		}));
	}

	@Test
	void aWorkerThatHasClosedItsStdoutIsKilledAndComesBack() {
		run(READY + "exec >&-; exec sleep 600", (worker) -> awaitCrash(worker, CrashReason.STDOUT_CLOSED));
	}

	private static void run(String script, Consumer<PluginWorker> test) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
			.withPropertyValues("plugin-host.startup=blocking", "plugin-host.plugins.acme.command[0]=sh",
					"plugin-host.plugins.acme.command[1]=-c",
					"plugin-host.plugins.acme.command[2]=" + script.replace("${", "\\${"),
					"plugin-host.plugins.acme.restart.initial-delay=10ms",
					"plugin-host.plugins.acme.limits.write-stall-timeout=400ms",
					"plugin-host.plugins.acme.shutdown.drain=50ms",
					"plugin-host.plugins.acme.health-check.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				test.accept(context.getBean(PluginWorkerManager.class).getWorker("acme"));
			});
	}

	private static void awaitCrash(PluginWorker worker, CrashReason reason) {
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertCrash(worker, reason));
	}

	private static void assertCrash(PluginWorker worker, CrashReason reason) {
		assertThat(worker.diagnostics().lastCrashReason()).isEqualTo(reason);
		assertThat(worker.diagnostics().totalRestarts()).isPositive();
	}

}
