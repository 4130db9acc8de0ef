package io.pluginhost.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class CapabilityRequestsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
		.withPropertyValues("plugin-host.startup=none", "plugin-host.plugins.[acme.linear].command=worker",
				"plugin-host.plugins.[acme.linear].capabilities=state.read");

	@Test
	void warnsWithLinesToPasteWhenManifestRequestsMoreThanGranted(CapturedOutput output) {
		this.runner
			.withPropertyValues("plugin-host.plugins.[acme.linear].manifest.capabilities[0]=state.read",
					"plugin-host.plugins.[acme.linear].manifest.capabilities[1]=state.write")
			.run((context) -> assertThat(output).containsOnlyOnce("requests [state.write]")
				.contains("    \"[acme.linear]\":\n      capabilities: [state.read, state.write]\n"));
	}

	@Test
	void doesNotWarnWhenAllRequestsAreGranted(CapturedOutput output) {
		this.runner.withPropertyValues("plugin-host.plugins.[acme.linear].manifest.capabilities[0]=state.read")
			.run((context) -> assertThat(output).doesNotContain("requests"));
	}

}
