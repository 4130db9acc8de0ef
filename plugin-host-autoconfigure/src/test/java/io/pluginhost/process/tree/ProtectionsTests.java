package io.pluginhost.process.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.process.tree.SetPriv.Abilities;
import io.pluginhost.process.tree.SetPriv.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Protections}.
 */
@EnabledOnOs(OS.LINUX)
@ExtendWith(OutputCaptureExtension.class)
class ProtectionsTests {

	private static final Abilities ALL = new Abilities("/bin/setpriv", Answer.YES, Answer.YES);

	private static final Abilities NONE = new Abilities("", Answer.NO, Answer.NO);

	@TempDir
	private Path directory;

	@Test
	void reportWhenNothingIsThereIsOneLine(CapturedOutput output) {
		// An image without sh, setsid or setpriv gets one line that says what is missing
		Protections protections = new Protections(this.directory.toString(), this.directory.resolve("sh"));
		protections.report(NONE);
		protections.report(NONE);
		assertThat(output.getAll().lines().filter((line) -> line.contains("WARN"))).singleElement()
			.asString()
			.endsWith(
					"Plugins run with less protection here: there is no no-new-privileges ('setpriv' of util-linux is "
							+ "not on the PATH); no parent-death signal (likewise); no watchdog that ends processes of plugins "
							+ "if this host is killed (without %s, grep, tr)".formatted(this.directory.resolve("sh")));
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void reportWhenAllIsThereSaysNothing(CapturedOutput output) throws IOException {
		programs("sh", "grep", "tr", "setsid");
		new Protections(this.directory.toString(), this.directory.resolve("sh")).report(ALL);
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void reportWhenNotYetKnownWaits(CapturedOutput output) throws IOException {
		programs("sh", "grep", "tr", "setsid");
		Protections protections = new Protections(this.directory.toString(), this.directory.resolve("sh"));
		protections.report(new Abilities("/bin/setpriv", Answer.YES, Answer.UNKNOWN));
		assertThat(output).doesNotContain("WARN");
		protections.report(new Abilities("/bin/setpriv", Answer.YES, Answer.NO));
		assertThat(output).contains("no parent-death signal ('/bin/setpriv' cannot set it)")
			.doesNotContain("no-new-privileges");
	}

	@Test
	void missingWhenSetsidIsNotThereNamesIt() throws IOException {
		programs("sh", "grep", "tr");
		assertThat(new Protections(this.directory.toString(), this.directory.resolve("sh")).missing(ALL))
			.singleElement()
			.asString()
			.contains("no session of its own for the watchdog");
	}

	private void programs(String... names) throws IOException {
		for (String name : names) {
			assertThat(Files.createFile(this.directory.resolve(name)).toFile().setExecutable(true)).isTrue();
		}
	}

}
