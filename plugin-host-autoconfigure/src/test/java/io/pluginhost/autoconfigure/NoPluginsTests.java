package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class NoPluginsTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "plugins-host", "plugin-hosts", "pluginhots", "PluginHsot" })
	void misspeltPrefixIsLoggedWithItsOrigin(String prefix, CapturedOutput output) throws IOException {
		run("server.port: 0\n" + prefix + ":\n  plugins:\n    greeter:\n      entrypoint: greeter.py\n");
		assertThat(output.getOut().replaceAll("\\s+", " "))
			.containsPattern("WARN .*No plugins are configured under 'plugin-host\\.plugins', but there is '[-a-z]+' "
					+ "\\(.*application\\.yml.* 5:19\\): did you mean 'plugin-host'\\?");
	}

	@Test
	void prefixThatIsTooDeepIsLogged(CapturedOutput output) throws IOException {
		run("spring:\n  plugin-host:\n    plugins:\n      greeter:\n        entrypoint: greeter.py\n");
		assertThat(output).contains("but there is 'spring.plugin-host' (").contains("did you mean 'plugin-host'?");
	}

	@Test
	void noPluginsAtAllAreNoWarning(CapturedOutput output) throws IOException {
		run("plugin-host:\n  startup-concurrency: 2\nhost:\n  plugins: x\n");
		assertThat(output).containsPattern("INFO .*No plugins are configured under 'plugin-host\\.plugins'\n")
			.doesNotContain("did you mean");
	}

	@Test
	void disabledPluginsAreLogged(CapturedOutput output) throws IOException {
		run("plugin-host:\n  plugins:\n    greeter:\n      enabled: false\n      entrypoint: greeter.py\n");
		assertThat(output).contains("All plugins under 'plugin-host.plugins' are disabled")
			.doesNotContain("No plugins are configured");
	}

	private void run(String yaml) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), yaml);
		new SpringApplicationBuilder(PluginHostAutoConfiguration.class).web(WebApplicationType.NONE)
			.run("--spring.config.location=" + this.directory.toUri())
			.close();
	}

}
