package io.pluginhost.process.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.process.tree.SetPriv.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SetPriv}: what it does about what its probes answer.
 */
@EnabledOnOs(OS.LINUX)
@ExtendWith(OutputCaptureExtension.class)
class SetPrivTests {

	@TempDir
	private Path directory;

	private final ArrayDeque<Answer> answers = new ArrayDeque<>();

	private final List<List<String>> probed = new ArrayList<>();

	private String program;

	private SetPriv setPriv;

	@BeforeEach
	void create() throws IOException {
		Path file = Files.createFile(this.directory.resolve("setpriv"));
		assertThat(file.toFile().setExecutable(true)).isTrue();
		this.program = file.toString();
		this.setPriv = new SetPriv(this.directory.toString(), (command) -> {
			this.probed.add(command);
			return this.answers.remove();
		});
	}

	@Test
	void wrapWhenItCanDoBothAsksOnce() {
		this.answers.add(Answer.YES);
		assertThat(wrap()).containsExactly(this.program, "--no-new-privs", "--pdeathsig", "KILL", "--", "worker");
		assertThat(wrap()).containsExactly(this.program, "--no-new-privs", "--pdeathsig", "KILL", "--", "worker");
		assertThat(this.setPriv.wrap("acme.linear", List.of("worker"), false)).containsExactly(this.program,
				"--pdeathsig", "KILL", "--", "worker");
		assertThat(this.probed).hasSize(1);
	}

	@Test
	void wrapWhenItCannotDoOneAsksOnce(CapturedOutput output) {
		this.answers.addAll(List.of(Answer.NO, Answer.YES, Answer.NO));
		assertThat(wrap()).containsExactly(this.program, "--no-new-privs", "--", "worker");
		assertThat(wrap()).containsExactly(this.program, "--no-new-privs", "--", "worker");
		assertThat(this.probed).hasSize(3);
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void wrapWhenTheProbeFailsInPassingAsksAgain(CapturedOutput output) {
		// Only a real "cannot" is kept; a WARN says what is not in force meanwhile
		this.answers.addAll(List.of(Answer.UNKNOWN, Answer.UNKNOWN, Answer.YES));
		assertThat(wrap()).containsExactly("worker");
		assertThat(output).contains("WARN")
			.contains("Plugin 'acme.linear' is started without no-new-privileges and the parent-death signal: "
					+ this.program + " could not be tried just now. It is tried again with the next start");
		assertThat(this.setPriv.wrap("acme.other", List.of("worker"), false)).containsExactly("worker");
		assertThat(output).contains("Plugin 'acme.other' is started without the parent-death signal");
		assertThat(wrap()).hasSize(6);
		assertThat(this.probed).hasSize(3);
	}

	@Test
	void wrapWhenOneProbeOfTwoFailsInPassingUsesTheOtherAndAsksAgain() {
		this.answers.addAll(List.of(Answer.NO, Answer.YES, Answer.UNKNOWN));
		assertThat(wrap()).containsExactly(this.program, "--no-new-privs", "--", "worker");
		this.answers.addAll(List.of(Answer.NO, Answer.YES, Answer.NO));
		assertThat(wrap()).containsExactly(this.program, "--no-new-privs", "--", "worker");
		assertThat(wrap()).containsExactly(this.program, "--no-new-privs", "--", "worker");
		assertThat(this.probed).hasSize(6);
	}

	@Test
	void probeNeedsNoOtherProgram() {
		// The probe needs no shell
		this.answers.add(Answer.YES);
		wrap();
		assertThat(this.probed).containsExactly(
				List.of(this.program, "--no-new-privs", "--pdeathsig", "KILL", "--", this.program, "--help"));
	}

	@Test
	void wrapWhenItIsNotThereAsksNothing() throws IOException {
		Files.delete(Path.of(this.program));
		assertThat(wrap()).containsExactly("worker");
		assertThat(this.probed).isEmpty();
		assertThat(this.setPriv.abilities().isKnown()).isTrue();
	}

	@Test
	void runTellsWhatCannotBeFromWhatCouldNotBeThisTime() {
		assertThat(run("true")).isEqualTo(Answer.YES);
		assertThat(run("exit 1")).isEqualTo(Answer.NO);
		assertThat(run("kill -9 $$")).as("killed by others").isEqualTo(Answer.UNKNOWN);
		assertThat(SetPriv.run(List.of("/bin/sh", "-c", "exec sleep 600"), 10)).as("too slow")
			.isEqualTo(Answer.UNKNOWN);
		assertThat(SetPriv.run(List.of(this.directory.resolve("none").toString()), 1000)).as("not there")
			.isEqualTo(Answer.NO);
	}

	@ParameterizedTest
	@ValueSource(strings = { "error=11, Resource temporarily unavailable", "error=12, Cannot allocate memory",
			"error=24, Too many open files", "error=26, Text file busy", "something else" })
	void aFailureForWantOfSomethingIsNoAnswer(String message) {
		assertThat(Answer.ofFailure(new IOException("Cannot run program \"setpriv\": " + message)))
			.isEqualTo(Answer.UNKNOWN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "error=2, No such file or directory", "error=13, Permission denied",
			"error=8, Exec format error", "Exec failed, error: 2 (No such file or directory)" })
	void aFailureThatStaysIsAnAnswer(String message) {
		assertThat(Answer.ofFailure(new IOException("Cannot run program \"setpriv\": " + message)))
			.isEqualTo(Answer.NO);
	}

	private List<String> wrap() {
		return this.setPriv.wrap("acme.linear", List.of("worker"), true);
	}

	private static Answer run(String script) {
		return SetPriv.run(List.of("/bin/sh", "-c", script), 30_000);
	}

}
