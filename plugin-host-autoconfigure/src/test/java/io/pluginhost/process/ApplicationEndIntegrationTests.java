package io.pluginhost.process;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application leaves nothing behind when its context is closed, the watchdog included,
 * while its JVM goes on.
 */
@EnabledOnOs(OS.LINUX)
class ApplicationEndIntegrationTests {

	@Test
	void nothingIsLeftWhenContextIsClosed() {
		long host = ProcessHandle.current().pid();
		List<Long> before = Scenario.watchdogsOf(host);
		List<Long> watchdogs = new ArrayList<>();
		try (Scenario scenario = new Scenario()) {
			List<String> properties = new ArrayList<>(List.of("plugin-host.startup=blocking",
					"plugin-host.plugins.acme.env." + Scenario.TAG + "=" + scenario.tag(),
					"plugin-host.plugins.acme.command[0]=/bin/sh", "plugin-host.plugins.acme.command[1]=-c",
					"plugin-host.plugins.acme.command[2]="
							+ Offspring.ORPHANS.script.replace("exec sleep 600", "exec \"$@\""),
					"plugin-host.plugins.acme.command[3]=wrapper"));
			List<String> worker = MischiefWorker.command();
			for (int i = 0; i < worker.size(); i++) {
				properties.add("plugin-host.plugins.acme.command[%d]=%s".formatted(i + 4, worker.get(i)));
			}
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
				.withPropertyValues(properties.toArray(String[]::new))
				.run((context) -> {
					assertThat(context).hasNotFailed();
					scenario.awaitProcesses(4);
					watchdogs.addAll(Scenario.watchdogsOf(host));
					watchdogs.removeAll(before);
				});
			assertThat(scenario.processes()).isEmpty();
			assertThat(watchdogs).hasSize(1);
			assertThat(Scenario.watchdogsOf(host)).doesNotContainAnyElementsOf(watchdogs);
		}
	}

}
