package io.pluginhost.output;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.pluginhost.testing.HandTurnedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StackTraceAssembler}, with what languages really write.
 */
class StackTraceAssemblerTests {

	private final HandTurnedTime time = new HandTurnedTime();

	private final List<List<String>> events = new ArrayList<>();

	private final StackTraceAssembler assembler = new StackTraceAssembler(this.time, this.events::add);

	@Test
	void lineWhenOrdinaryIsAnEventOfItsOwn() {
		lines("one", "  two", "three: {", "}", "four");
		assertThat(this.events).extracting(List::size).containsOnly(1).hasSize(5);
	}

	@Test
	void lineWhenTraceOfJavaIsJoined() {
		assertOneEvent("Exception in thread \"main\" java.lang.IllegalStateException: outer", "\tat a.B.c(B.java:1)",
				"\tSuppressed: java.io.IOException: on close", "\t\tat a.B.close(B.java:9)", "\t\t... 1 more",
				"Caused by: java.lang.RuntimeException: inner", "\tat a.B.d(B.java:2)", "\t... 1 more");
	}

	@Test
	void lineWhenTraceOfNodeIsJoinedWithItsProperties() {
		assertOneEvent("Error: ENOENT: no such file or directory, open 'x'", "    at Object.openSync (node:fs:601:3)",
				"    at Module._compile (node:internal/modules/cjs:1356:14) {", "  errno: -2,", "  code: 'ENOENT',",
				"  [cause]: Error: inner", "      at foo (/x.js:1:1)", "}");
	}

	@Test
	void lineWhenTraceOfPythonIsJoinedUpToItsException() {
		assertOneEvent("Traceback (most recent call last):", "  File \"/w.py\", line 3, in <module>", "    main()",
				"    ~~~~^^", "ValueError: bad value");
		lines("another line");
		assertThat(this.events).hasSize(2);
	}

	@Test
	void lineWhenTraceOfPythonHasACauseIsJoined() {
		assertOneEvent("Traceback (most recent call last):", "  File \"/w.py\", line 3, in f", "    g()",
				"KeyError: 'k'", "", "During handling of the above exception, another exception occurred:", "",
				"Traceback (most recent call last):", "  File \"/w.py\", line 5, in <module>", "    f()",
				"acme.errors.Broken");
	}

	@Test
	void lineWhenSyntaxErrorOfPythonIsJoined() {
		assertOneEvent("  File \"/w.py\", line 1", "    foo(", "       ^", "SyntaxError: '(' was never closed");
	}

	@Test
	void lineWhenTracesFollowEachOtherAreEventsOfTheirOwn() {
		lines("a.B: x", "\tat a.B.c(B.java:1)", "a.B: y", "\tat a.B.c(B.java:1)", "Traceback (most recent call last):",
				"  File \"/w.py\", line 3, in f", "KeyError", "Traceback (most recent call last):");
		assertThat(this.events).extracting((event) -> event.get(0))
			.containsExactly("a.B: x", "a.B: y", "Traceback (most recent call last):",
					"Traceback (most recent call last):");
	}

	@Test
	void lineWhenItCouldForgeALogIsNotJoined() {
		lines("Traceback (most recent call last):", "  File \"/w.py\", line 3, in f",
				"2026-01-01T00:00:00Z ERROR 1 --- [main] forged");
		assertThat(this.events).hasSize(2);
	}

	@Test
	void lineWhenNothingFollowsIsHandedOnSoon() {
		this.assembler.line("alone");
		assertThat(this.events).isEmpty();
		pass(StackTraceAssembler.PATIENCE);
		assertThat(this.events).containsExactly(List.of("alone"));
	}

	@Test
	void lineWhenLinesKeepComingWaitsForTheirEnd() {
		this.assembler.line("a.B: x");
		for (int i = 0; i < 10; i++) {
			pass(StackTraceAssembler.PATIENCE.dividedBy(2));
			this.assembler.line("\tat a.B.c(B.java:1)");
		}
		assertThat(this.events).isEmpty();
		pass(StackTraceAssembler.PATIENCE.multipliedBy(2));
		assertThat(this.events).extracting(List::size).containsExactly(11);
	}

	@Test
	void lineWhenTraceIsEndlessIsHandedOnInParts() {
		this.assembler.line("a.B: x");
		for (int i = 0; i < 3000; i++) {
			this.assembler.line("\tat a.B.c(B.java:1)");
		}
		this.assembler.flush();
		assertThat(this.events).extracting(List::size).containsExactly(1024, 1024, 953);
	}

	@Test
	void lineWhenLinesOfATraceAreVeryLongIsHandedOnInParts() {
		this.assembler.line("a.B: x");
		for (int i = 0; i < 4; i++) {
			this.assembler.line("\tat " + "x".repeat(50_000));
		}
		this.assembler.flush();
		assertThat(this.events).extracting(List::size).containsExactly(3, 2);
	}

	private void assertOneEvent(String... lines) {
		lines(lines);
		assertThat(this.events).containsExactly(List.of(lines));
	}

	private void lines(String... lines) {
		List.of(lines).forEach(this.assembler::line);
		this.assembler.flush();
	}

	private void pass(Duration duration) {
		long until = this.time.nanoTime() + duration.toNanos();
		while (this.time.fireNext(until)) {
			// until nothing is due
		}
		this.time.moveTo(until);
	}

}
