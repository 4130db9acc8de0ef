package io.pluginhost.benchmarks;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import io.pluginhost.benchmarks.Options.Part;
import io.pluginhost.benchmarks.contest.Contestants;
import io.pluginhost.benchmarks.contest.Workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Options}.
 */
class OptionsTests {

	@Test
	void parseWhenNothingIsSaidAsksForEverything() {
		Options options = Options.parse();
		assertThat(options.parts()).containsExactly(Part.values());
		assertThat(options.contestants()).isEqualTo(Contestants.NAMES);
		assertThat(options.workloads(Setting.PINNED)).containsExactly(Workload.CALL);
		assertThat(options.workloads(Setting.FRESH)).containsExactly(Workload.IDLE_500);
		assertThat(options.workloads(Setting.FREE)).hasSize(Workload.values().length - 2)
			.doesNotContain(Workload.IDLE_500, Workload.THREADS_40);
	}

	@Test
	void parseWhenQuickStillComparesWithTheFloorAndPeers() {
		Options options = Options.parse("--quick");
		assertThat(options.parts()).containsExactly(Part.CONTEST);
		assertThat(options.contestants()).containsExactly("floor", "plugin-host", "lsp4j", "mcp");
		assertThat(options.workloads(Setting.FRESH)).isEmpty();
	}

	@Test
	void parseWhenOptionsFollowQuickTakesThem() {
		Options options = Options.parse("--quick", "--rounds=7", "--millis=50", "--warm-up=100");
		assertThat(options).extracting(Options::rounds, Options::millis, Options::warmUp).containsExactly(7, 50L, 100L);
	}

	@Test
	void parseWhenWorkloadsAreNamedMeasuresNothingElse() {
		Options options = Options.parse("--contestants=floor,mcp", "--free", "call", "echo-1m");
		assertThat(options.parts()).containsExactly(Part.CONTEST);
		assertThat(options.contestants()).containsExactly("floor", "mcp");
		assertThat(options.workloads(Setting.FREE)).containsExactly(Workload.CALL, Workload.ECHO_1M);
		assertThat(options.workloads(Setting.PINNED)).isEmpty();
	}

	@Test
	void parseWhenDocumentIsNamedWritesIntoIt() {
		assertThat(Options.parse("--write=a/b.md").document()).isEqualTo(Path.of("a/b.md"));
	}

	@Test
	void parseWhenWordIsUnknownRefusesIt() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--fast")).withMessageContaining("--fast");
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("walk")).withMessageContaining("walk");
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--contestants=floor,nobody"))
			.withMessageContaining("nobody");
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--parts=some"))
			.withMessageContaining("contest, growth, micro");
	}

}
