package io.pluginhost.process.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class StartFailureTests {

	@TempDir
	private Path directory;

	private Path javaHome;

	private Path helper;

	@BeforeEach
	void setUp() throws IOException {
		this.javaHome = this.directory.resolve("jdk");
		this.helper = Files.createFile(Files.createDirectories(this.javaHome.resolve("lib")).resolve("jspawnhelper"));
		assertThat(this.helper.toFile().setExecutable(true)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Cannot run program \"/usr/bin/setpriv\": error=2, No such file or directory",
			"Cannot run program \"/usr/bin/setpriv\": posix_spawn failed, error: 2 (No such file or directory) \nPossible reasons:\n" })
	void helperOfTheJdkThatIsMissingIsNamed(String message) throws IOException {
		// After a JDK was replaced under the running host, jspawnhelper and the JDK are
		// named, and not setpriv
		Files.delete(this.helper);
		assertThat(explain(message))
			.contains(this.helper.toString(), "JDK '%s'".formatted(this.javaHome),
					"is missing. Restart the application")
			.doesNotContain("setpriv");
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"Cannot run program \"/usr/bin/setpriv\": error=0, Failed to exec spawn helper: pid: 15085, exit value: 1",
			"Cannot run program \"/usr/bin/setpriv\": Failed to exec spawn helper: pid: 15280, exit code: 1, error: 0 (none) \nPossible",
			"Cannot run program \"/usr/bin/setpriv\": error=0, Bad code from spawn helper (Failed to exec spawn helper)" })
	void helperOfAnotherJdkIsNamed(String message) {
		// After a JDK was replaced under the running host, jspawnhelper and the JDK are
		// named, and not setpriv
		assertThat(explain(message)).contains(this.helper.toString(), "is that of another version")
			.doesNotContain("setpriv");
	}

	@Test
	void jdkThatIsGoneIsNamed() throws IOException {
		// After a JDK was replaced under the running host, it is named, and not setpriv
		Files.delete(this.helper);
		Files.delete(this.helper.getParent());
		Files.delete(this.javaHome);
		assertThat(explain("Cannot run program \"/usr/bin/setpriv\": error=2, No such file or directory"))
			.contains("the JDK '%s' that the application runs on is no longer there".formatted(this.javaHome));
	}

	@Test
	void otherFailuresNameWhatIsToBlame() throws IOException {
		// A failure names the plugin's program, and not one of the host's
		assertThat(
				explain("Cannot run program \"/usr/bin/setpriv\" (in directory \"/x\"): error=5, Input/output error"))
			.isEqualTo("Plugin 'acme': '/opt/worker' cannot be started: error=5, Input/output error");
		assertThat(explain("Cannot run program \"/usr/bin/setpriv\": error=7, Argument list too long"))
			.contains("Shorten 'args' and 'env'");
		assertThat(explain("Cannot run program \"/usr/bin/setpriv\": Exec failed, error: 7 (Argument list too long) "))
			.contains("Shorten 'args' and 'env'");
		assertThat(explain("Cannot run program \"/usr/bin/setpriv\": error=12, Cannot allocate memory"))
			.contains("no memory for another process");
		assertThat(new StartFailure(this.javaHome)
			.explain("acme", List.of("/opt/worker"), this.directory.resolve("gone"), new IOException("error=2"))
			.getMessage()).contains("its directory '%s' is no longer there".formatted(this.directory.resolve("gone")));
	}

	private String explain(String message) {
		IOException cause = new IOException(message);
		IOException explained = new StartFailure(this.javaHome).explain("acme", List.of("/opt/worker"), this.directory,
				cause);
		assertThat(explained).hasCause(cause);
		return explained.getMessage();
	}

}
