package io.pluginhost.process.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class PlatformTextTests {

	private static final PlatformText ASCII = new PlatformText(StandardCharsets.US_ASCII, StandardCharsets.US_ASCII);

	private static final PlatformText UTF_8 = new PlatformText(StandardCharsets.UTF_8, StandardCharsets.UTF_8);

	@Test
	void whatCannotBeEncodedIsRefusedWithItsProperty() {
		// No '?' arrives where the application has given something else
		assertRefused("args[1]", (definition) -> definition.args("a", "ä ö 日本"));
		assertRefused("exec-argv[0]", (definition) -> definition.execArgv("-Dname=ä"));
		assertRefused("command[1]", (definition) -> definition.command("tool", "ä"));
		assertRefused("command-prefix[0]", (definition) -> definition.commandPrefix("/ä/bwrap"));
		assertRefused("env.CITY", (definition) -> definition.env(Map.of("CITY", "München")));
		assertRefused("env.STRAẞE", (definition) -> definition.env(Map.of("STRAẞE", "x")));
	}

	@Test
	void reportNamesCharactersAndTheWayOutAndNoValue() {
		// A value may be secret
		assertThatExceptionOfType(CommandException.class)
			.isThrownBy(() -> ASCII.check(definition((definition) -> definition.args("secret-ä-日"))))
			.satisfies((ex) -> {
				assertThat(ex.problem()).isEqualTo("argument contains characters that the platform's charset US-ASCII "
						+ "cannot encode: U+00E4, U+65E5");
				assertThat(ex.action()).contains("LC_ALL=C.UTF-8");
				assertThat(ex.getMessage()).doesNotContain("secret");
				assertThat(ex.isMissing()).isFalse();
			});
	}

	@Test
	void whatNoSystemTakesIsRefused() {
		// NUL ends an argument, and '=' a variable's name
		assertMistake(UTF_8, "args[0]", "NUL", (definition) -> definition.args("a\0b"));
		assertMistake(UTF_8, "env.A", "NUL", (definition) -> definition.env(Map.of("A", "a\0b")));
		assertMistake(UTF_8, "env", "'A=B' contains '='", (definition) -> definition.env(Map.of("A=B", "x")));
		assertMistake(UTF_8, "env", "'A\\0' contains", (definition) -> definition.env(Map.of("A\0", "x")));
		assertMistake(UTF_8, "env", "has no name", (definition) -> definition.env(Map.of("", "x")));
	}

	@Test
	void pathThatIsNoneIsRefused() {
		// No path ends in a bare InvalidPathException
		for (String path : new String[] { "plugins/wörker", "a\0b" }) {
			assertThatExceptionOfType(CommandException.class)
				.isThrownBy(() -> ASCII.path(definition((definition) -> definition), Path.of("/app"), "entrypoint",
						"entrypoint", path))
				.satisfies((ex) -> assertThat(ex.key()).isEqualTo("entrypoint"));
		}
	}

	@Test
	void directoryOfTheApplicationWhoseNameIsLostIsNamed() {
		// The JVM replaces what it cannot decode, and then nothing is a file
		assertThatExceptionOfType(CommandException.class)
			.isThrownBy(() -> ASCII.checkApplicationDirectory(definition((definition) -> definition),
					Path.of("/app/\uFFFD\uFFFD")))
			.withMessageContaining("path of the application's directory")
			.withMessageContaining("LC_ALL=C.UTF-8");
	}

	@Test
	void whatCanBeEncodedIsFine() {
		// What arrives as it is, is not refused
		assertThatNoException().isThrownBy(() -> UTF_8.check(
				definition((definition) -> definition.args("ä ö 日本", "").env(Map.of("CITY", "München", "EMPTY", "")))));
		assertThatNoException().isThrownBy(() -> ASCII.check(definition((definition) -> definition.args("plain"))));
	}

	private static void assertRefused(String key, UnaryOperator<PluginDefinitionBuilder> customizer) {
		assertMistake(ASCII, key, "charset US-ASCII cannot encode", customizer);
		assertThatNoException().isThrownBy(() -> UTF_8.check(definition(customizer)));
	}

	private static void assertMistake(PlatformText platform, String key, String problem,
			UnaryOperator<PluginDefinitionBuilder> customizer) {
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> platform.check(definition(customizer)))
			.satisfies((ex) -> {
				assertThat(ex.key()).isEqualTo(key);
				assertThat(ex.problem()).contains(problem);
			});
	}

	private static PluginDefinition definition(UnaryOperator<PluginDefinitionBuilder> customizer) {
		return customizer.apply(PluginDefinition.builder("acme.linear").command("tool")).build();
	}

}
