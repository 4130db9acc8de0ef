package io.pluginhost.redaction;

import java.io.PrintWriter;
import java.io.StringWriter;

import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginRpcException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class PrintableThrowableTests {

	private static final String FORGED = "x\n2026-01-01 ERROR forged\u001b[2J\u0085\u2028y";

	@Test
	void ofWhenNothingIsToBeEscapedIsTheSame() {
		Throwable thrown = new IllegalStateException("plain", new IllegalArgumentException("too"));
		assertThat(PrintableThrowable.of(thrown)).isSameAs(thrown);
		JacksonException unreadable = catchThrowableOfType(JacksonException.class,
				() -> new JsonMapper().readValue("\"x\"", Integer.class));
		assertThat(PrintableThrowable.of(unreadable)).isSameAs(unreadable);
		Throwable ours = new PluginRpcException(1, FORGED, null, "a", "m", null);
		assertThat(PrintableThrowable.of(ours)).isSameAs(ours);
	}

	@Test
	void ofPrintsNoLineOfAWorkersOwn() {
		// Whatever exception quotes a worker, its stack trace forges no line and commands
		// no terminal
		Throwable thrown = new IllegalStateException("outer: " + FORGED, new IllegalArgumentException(FORGED));
		thrown.addSuppressed(new UnsupportedOperationException(FORGED));
		Throwable printable = PrintableThrowable.of(thrown);
		assertThat(printable).hasMessage(thrown.getMessage());
		assertThat(printable.getStackTrace()).isEqualTo(thrown.getStackTrace());
		StringWriter trace = new StringWriter();
		printable.printStackTrace(new PrintWriter(trace));
		for (String printed : new String[] { trace.toString(),
				ThrowableProxyUtil.asString(new ThrowableProxy(printable)) }) {
			assertThat(printed)
				.contains("java.lang.IllegalStateException: outer: x\n  | 2026-01-01 ERROR forged\\u001b[2J")
				.contains("Caused by: java.lang.IllegalArgumentException: x\n  | 2026")
				.contains("Suppressed: java.lang.UnsupportedOperationException: x\n  | 2026")
				.doesNotContain("\u001b", "\u0085", "\u2028")
				.doesNotContainPattern("(?m)^2026");
		}
	}

	@Test
	void ofWhenJacksonQuotesAWorkerEscapesIt() {
		JacksonException unreadable = catchThrowableOfType(JacksonException.class,
				() -> new JsonMapper().readValue("\"x\\n2026 ERROR forged\"", Integer.class));
		assertThat(PrintableThrowable.of(unreadable).toString()).contains("\n  | 2026 ERROR forged");
	}

	@Test
	void ofWhenCausesGoInACircleEnds() {
		IllegalStateException one = new IllegalStateException(FORGED);
		IllegalStateException two = new IllegalStateException(FORGED, one);
		one.initCause(two);
		assertThat(PrintableThrowable.of(one).getCause()).isNotNull();
	}

}
