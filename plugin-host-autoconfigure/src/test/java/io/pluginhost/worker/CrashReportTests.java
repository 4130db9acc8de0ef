package io.pluginhost.worker;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.pluginhost.CrashReason;
import io.pluginhost.process.ProcessExit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CrashReport}.
 */
class CrashReportTests {

	private static final Instant NEXT = Instant.parse("2026-01-01T00:00:02Z");

	@Test
	void textSaysWhatHappenedHowOftenAndWhatIsNext() {
		assertThat(
				report(CrashReason.EXIT, new ProcessExit(7, null), null, Duration.ofMillis(62_345)).text("acme.linear"))
			.isEqualTo("Plugin 'acme.linear' exited unexpectedly with code 7 after running for 1m2.345s "
					+ "(crash 2 in a row, 5 in all); next start in 2s, at 2026-01-01T00:00:02Z "
					+ "(see restart.initial-delay and restart.max-delay)");
	}

	@Test
	void textWhenGivenUpNamesTheKeys() {
		assertThat(new CrashReport(CrashReason.SPAWN_FAILED, null, new IOException("no such file"), null, 11, 11, null,
				null, null)
			.text("acme.linear"))
			.isEqualTo("Plugin 'acme.linear' could not be started: no such file (crash 11 in a row, 11 in all); "
					+ "it stays down until it is started by hand (see restart.max-restarts and restart.enabled)");
	}

	@ParameterizedTest
	@EnumSource(CrashReason.class)
	void textIsOneLineWhateverHappened(CrashReason reason) {
		assertThat(report(reason, new ProcessExit(null, "SIGKILL"), new IOException("x"), null).text("acme.linear"))
			.startsWith("Plugin 'acme.linear' ")
			.contains(" (crash 2 in a row, 5 in all); next start in 2s")
			.doesNotContain("null", "\n");
	}

	@Test
	void textOfAnExitBeforeTheWorkerWasReadySaysSo() {
		assertThat(report(CrashReason.EXIT, new ProcessExit(1, null), null, null).text("acme.linear")).startsWith(
				"Plugin 'acme.linear' exited with code 1 before it had answered 'initialize' (crash 2 in a row");
		assertThat(report(CrashReason.SIGNAL, new ProcessExit(null, "SIGKILL"), null, null).text("acme.linear"))
			.startsWith("Plugin 'acme.linear' was ended by SIGKILL before it had answered 'initialize' (crash 2");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			'one\ntwo\n \n'                                              | two
			'boom\nTypeError: x is no function\n    at a.mjs:1\n\nNode.js' | TypeError: x is no function
			'Traceback:\n  File "a.py"\nKeyError: "b"'                   | KeyError: "b"
			'java.lang.Error: a\n\tat A\nCaused by: b.BadException: c\n\tat B' | Caused by: b.BadException: c
			'Error: x\n  code: 1'                                        | Error: x
			""")
	void briefEndsWithTheLastWordsThatLookLikeAReason(String stderr, String words) {
		String excerpt = stderr.translateEscapes();
		CrashReport report = new CrashReport(CrashReason.EXIT, new ProcessExit(1, null), null, Duration.ofSeconds(1), 1,
				1, null, null, excerpt);
		assertThat(report.brief()).isEqualTo("exited unexpectedly with code 1: " + words);
	}

	@Test
	void briefIsNotAsLongAsALongLine() {
		CrashReport report = new CrashReport(CrashReason.EXIT, new ProcessExit(1, null), null, Duration.ofSeconds(1), 1,
				1, null, null, "x".repeat(5000));
		assertThat(report.brief()).hasSizeLessThan(300).endsWith("x…");
	}

	private static CrashReport report(CrashReason reason, ProcessExit exit, @Nullable Throwable cause,
			@Nullable Duration ranFor) {
		return new CrashReport(reason, exit, cause, ranFor, 2, 5, Duration.ofSeconds(2), NEXT, "oh no");
	}

}
