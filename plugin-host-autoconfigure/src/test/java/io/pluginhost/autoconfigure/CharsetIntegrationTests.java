package io.pluginhost.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application in the C locale, in a JVM of its own.
 */
@EnabledOnOs(OS.LINUX)
@Tag("slow")
class CharsetIntegrationTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "args | [ 'ä ö 日本' ] | plugins.acme.args[0] | 1",
					"env | { CITY: 'München' } | plugins.acme.env.CITY | 1",
					"working-directory | plugins/ä | plugins.acme.working-directory | 1",
					"entrypoint | plugins/wörker.py | plugins.acme.entrypoint | 0",
					"entrypoint | 'classpath:plugins/wörker.py' | plugins.acme.entrypoint | 0" })
	void textThatThePlatformCannotEncodeIsReportedWithPropertyAndLocale(String key, String value, String property,
			int withCommand) throws Exception {
		// No '?' arrives where the application has given something else, and no path ends
		// in a bare InvalidPathException
		String command = (withCommand == 1) ? "      command: [sh, -c, exit]\n" : "";
		String said = run("""
				plugin-host:
				  plugins:
				    acme:
				%s      %s: %s
				""".formatted(command, key, value));
		assertThat(said)
			.contains("APPLICATION FAILED TO START", "Property: plugin-host." + property,
					"charset US-ASCII cannot encode: U+00", "LC_ALL=C.UTF-8")
			.doesNotContain("InvalidPathException");
	}

	@ParameterizedTest
	@CsvSource({ "work-directory, classpath:junit-platform.properties", "runtimes.python, worker.py" })
	void textThatThePlatformCannotEncodeIsReportedForKeysOfTheHost(String key, String entrypoint) throws Exception {
		// No path ends in a bare InvalidPathException
		Files.createFile(this.directory.resolve("worker.py"));
		String said = run("""
				plugin-host:
				  %s: /tmp/ä
				  plugins:
				    acme:
				      entrypoint: %s
				""".formatted(key, entrypoint));
		assertThat(said).contains("APPLICATION FAILED TO START", "Property: plugin-host." + key,
				"charset US-ASCII cannot encode: U+00E4", "LC_ALL=C.UTF-8");
	}

	@Test
	void inheritedVariablesArriveUnchanged() throws Exception {
		// A variable that is let through keeps its bytes, whatever the charset
		Path arrived = this.directory.resolve("arrived");
		run("""
				plugin-host:
				  startup: blocking
				  plugins:
				    acme:
				      command: [sh, -c, 'printf %%s "$INHERITED" > %s; exit 1']
				      inherit-env: [INHERITED]
				      restart: { enabled: false }
				""".formatted(arrived), "export INHERITED=$(printf '\\303\\244'); exec \"$@\"");
		assertThat(arrived).hasContent("ä");
	}

	private String run(String yaml) throws Exception {
		return run(yaml, "exec \"$@\"");
	}

	/**
	 * Run the application.
	 * @param prelude does what this JVM may not be able to, if its locale is as poor
	 */
	private String run(String yaml, String prelude) throws Exception {
		Path configuration = Files.writeString(this.directory.resolve("application.yml"), yaml);
		Path said = this.directory.resolve("said");
		List<String> command = new ArrayList<>(
				List.of("sh", "-c", prelude, "sh", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
						"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
						SignalledApplication.class.getName(), "--spring.config.location=file:" + configuration));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(said.toFile());
		builder.environment().put("LC_ALL", "C");
		Process host = builder.start();
		try {
			assertThat(host.waitFor(60, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			host.destroyForcibly();
		}
		return Files.readString(said, StandardCharsets.ISO_8859_1);
	}

}
