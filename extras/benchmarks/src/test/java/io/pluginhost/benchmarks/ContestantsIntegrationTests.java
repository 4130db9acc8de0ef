package io.pluginhost.benchmarks;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.pluginhost.benchmarks.contest.Contestants;
import io.pluginhost.benchmarks.contest.Growth;
import io.pluginhost.benchmarks.contest.Workload;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everybody who takes part does what is asked, with a real worker. How fast is not looked
 * at.
 */
@Tag("slow")
class ContestantsIntegrationTests {

	private final AgentProcess agent = TestAgent.get();

	static List<String> contestants() {
		return Contestants.NAMES;
	}

	@ParameterizedTest
	@MethodSource("contestants")
	void contestantCalls(String contestant) throws IOException {
		assertThat(this.agent.run(contestant, Workload.CALL, 1)).containsKeys("operations", "rate", "bytes", "p50",
				"p99");
	}

	@ParameterizedTest
	@ValueSource(strings = { "floor", "plugin-host", "lsp4j", "mcp" })
	void contestantDoesAllElse(String contestant) throws IOException {
		for (Workload workload : List.of(Workload.PIPELINE_16, Workload.HOST, Workload.ECHO_10K, Workload.START)) {
			assertThat(this.agent.run(contestant, workload, 1)).as(workload.label()).containsKey("operations");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "floor", "plugin-host" })
	void contestantHearsOfAKill(String contestant) throws IOException {
		assertThat(this.agent.run(contestant, Workload.KILL, 1)).containsKey("p50");
	}

	@ParameterizedTest
	@ValueSource(strings = { "lsp4j", "mcp" })
	void contestantWhoseCallsWouldWaitForEverIsNotAsked(String contestant) throws IOException {
		assertThat(this.agent.run(contestant, Workload.KILL, 1)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void libraryGrows(Growth growth) throws IOException {
		Workload workload = Figure.of(growth).get(0).workload();
		assertThat(this.agent.run(growth.contestant(10), workload, 1)).containsKeys("operations", "bytes");
	}

}
