package io.pluginhost.process;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessExitTests {

	@ParameterizedTest
	@CsvSource({ "129,SIGHUP", "130,SIGINT", "134,SIGABRT", "137,SIGKILL", "139,SIGSEGV", "143,SIGTERM", "192,SIG64" })
	void ofWhenASignalOnUnix(int value, String signal) {
		ProcessExit exit = ProcessExit.of(value, true);
		assertThat(exit).isEqualTo(new ProcessExit(null, signal));
		assertThat(exit).hasToString("code=null, signal=" + signal);
	}

	@ParameterizedTest
	@CsvSource({ "0", "1", "127", "128", "193", "255" })
	void ofWhenACode(int value) {
		assertThat(ProcessExit.of(value, true)).isEqualTo(new ProcessExit(value, null));
		assertThat(ProcessExit.of(value, true)).hasToString("code=" + value + ", signal=null");
	}

	@Test
	void ofWhenNotOnUnixIsACode() {
		assertThat(ProcessExit.of(137, false)).isEqualTo(new ProcessExit(137, null));
		assertThat(ProcessExit.of(-1073741819, false)).isEqualTo(new ProcessExit(-1073741819, null));
	}

}
