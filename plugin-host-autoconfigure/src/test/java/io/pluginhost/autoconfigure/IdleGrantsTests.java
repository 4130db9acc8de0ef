package io.pluginhost.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.handler.HostHandler;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class IdleGrantsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
		.withPropertyValues(MischiefWorker.properties("greeter"))
		.withPropertyValues("plugin-host.plugins.greeter.lazy=true")
		.withBean(Visits.class);

	@Test
	void misspeltCapabilityIsLoggedWithSuggestion(CapturedOutput output) {
		this.runner.withPropertyValues("plugin-host.plugins.greeter.capabilities=visits.cuont")
			.run((context) -> assertThat(output)
				.containsPattern("WARN.* Plugin 'greeter' is granted 'visits.cuont', which no host method it can call "
						+ "needs: did you mean 'visits.count'\\?"));
	}

	@Test
	void capabilityWhenNoneIsSimilarIsLoggedWithoutSuggestion(CapturedOutput output) {
		this.runner.withPropertyValues("plugin-host.plugins.greeter.capabilities=visits.count,mail.send")
			.run((context) -> assertThat(output)
				.contains("is granted 'mail.send', which no host method it can call needs")
				.doesNotContain("did you mean", "is granted 'visits.count'"));
	}

	@Test
	void capabilityWhenOnlyHandlersForOthersNeedItIsLogged(CapturedOutput output) {
		this.runner.withPropertyValues("plugin-host.plugins.greeter.capabilities=visits.reset")
			.run((context) -> assertThat(output).contains("is granted 'visits.reset'"));
	}

	@Test
	void misspeltPluginOfHandlerIsLoggedWithSuggestion(CapturedOutput output) {
		this.runner.withBean(Misspelt.class)
			.run((context) -> assertThat(output).containsPattern(
					"WARN.* A host method is only for plugin 'greter', and no configured plugin has such an "
							+ "id: did you mean 'greeter'\\?"));
	}

	@Test
	void pluginThatMayComeLaterIsNoWarning(CapturedOutput output) {
		this.runner.run((context) -> assertThat(output).containsPattern("INFO.* only for plugin 'acme\\.\\*'")
			.doesNotContain("plugin 'gre*'"));
	}

	@Test
	void nothingIsLoggedWhenNothingIsStarted(CapturedOutput output) {
		// A test of some of the handlers
		this.runner.withPropertyValues("plugin-host.startup=none", "plugin-host.plugins.greeter.capabilities=mail.send")
			.run((context) -> assertThat(output).doesNotContain("is granted", "only for plugin"));
	}

	static class Visits {

		@HostHandler(value = "visits.next", capability = "visits.count")
		long next() {
			return 1;
		}

		@HostHandler(value = "visits.reset", capability = "visits.reset", plugins = "acme.*")
		void reset() {
		}

		@HostHandler(value = "visits.list", plugins = "gre*")
		void list() {
		}

	}

	static class Misspelt {

		@HostHandler(value = "visits.last", plugins = "greter")
		long last() {
			return 1;
		}

	}

}
