package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plugins that cannot be started, with real processes.
 */
@ExtendWith(OutputCaptureExtension.class)
class PluginStartupFailureIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class));

	@Test
	void blockingStartThatFailsHasAReport() {
		// A blocking start that fails reports which plugin, why, its last lines and what
		// to
		// do
		this.runner
			.withPropertyValues("plugin-host.startup=blocking",
					"plugin-host.plugins.acme.command=sh,-c,echo no database here >&2; printf '\\033[31m' >&2; exit 3")
			.run((context) -> {
				FailureAnalysis report = new PluginStartupFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(report).isNotNull();
				assertThat(report.getDescription()).contains(
						"A required plugin did not start, and the application waits for it (plugin-host.startup: blocking)",
						"Plugin: acme", "Problem: exited with code 3 before it had answered 'initialize'",
						"Last lines on stderr:", "      | no database here")
					.doesNotContain("\033", "next start");
				assertThat(report.getAction()).contains("logger 'plugin.acme'", "'required: false'");
			});
	}

	@Test
	void blockingStartWhenSeveralPluginsFailReportsTheActionOfEach() {
		// A report with several mistakes names the plugin of each action
		this.runner
			.withPropertyValues("plugin-host.startup=blocking", "plugin-host.plugins.slow.initialize-timeout=3s",
					"plugin-host.plugins.slow.command=sh,-c,exec sleep 600",
					"plugin-host.plugins.quick.command=sh,-c,exec false")
			.run((context) -> {
				FailureAnalysis report = new PluginStartupFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(report).isNotNull();
				assertThat(report.getDescription()).contains("2 required plugins did not start", "Plugin: slow",
						"Plugin: quick", "exited with code 1");
				assertThat(report.getAction()).contains("- slow: Increase 'initialize-timeout'",
						"- quick: Correct why the worker exits");
			});
	}

	@Test
	void pluginThatIsNotRequiredIsTriedAgainUntilWhatIsMissingIsThere(CapturedOutput output) throws IOException {
		// What is missing at start of a plugin that is not required is tried again
		Path program = this.directory.resolve("worker");
		this.runner
			.withPropertyValues("plugin-host.startup=blocking", "plugin-host.defaults.required=false",
					"plugin-host.defaults.restart.initial-delay=200ms", "plugin-host.defaults.restart.max-delay=200ms",
					"plugin-host.defaults.restart.max-restarts=-1", "plugin-host.plugins.acme.command=" + program,
					"plugin-host.plugins.idle.command=" + program, "plugin-host.plugins.idle.lazy=true")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				PluginWorker worker = context.getBean(PluginWorkerManager.class).getWorker("acme");
				Awaitility.await().atMost(PATIENCE).until(() -> worker.diagnostics().totalCrashes() > 1);
				assertThat(worker.diagnostics().lastCrashReason()).isEqualTo(CrashReason.SPAWN_FAILED);
				assertThat(context.getBean(PluginWorkerManager.class).getWorker("idle").status())
					.isEqualTo(WorkerStatus.STOPPED);
				Path whole = Files.writeString(this.directory.resolve("whole"),
						"#!/bin/sh\nread line; id=${line#*\\\"id\\\":}; id=${id%%,*}; echo \"{\\\"jsonrpc\\\":\\\"2.0\\\",\\\"id\\\":$id,\\\"result\\\":{\\\"ok\\\":true}}\"; read line\n");
				assertThat(whole.toFile().setExecutable(true)).isTrue();
				Files.move(whole, program);
				Awaitility.await().atMost(PATIENCE).until(() -> worker.status() == WorkerStatus.RUNNING);
			});
		assertThat(output.getOut().split("Plugin 'acme' cannot be started yet")).hasSize(2);
		assertThat(output.getOut().split("Plugin 'idle' cannot be started yet")).hasSize(2);
	}

}
