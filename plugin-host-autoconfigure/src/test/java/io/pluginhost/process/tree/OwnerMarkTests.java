package io.pluginhost.process.tree;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a mark says and how it is read.
 */
class OwnerMarkTests {

	@Test
	void parseWhenMarkNamesWorkerReturnsTheHostsPart() {
		assertThat(OwnerMark.parse("d128ab11-4e58:4026531836:42:1234:a.1"))
			.isEqualTo(OwnerMark.parse("d128ab11-4e58:4026531836:42:1234"));
		assertThat(OwnerMark.workerOf("d128ab11-4e58:4026531836:42:1234:a.1")).isEqualTo("a.1");
		assertThat(OwnerMark.workerOf("d128ab11-4e58:4026531836:42:1234")).isNull();
	}

	@Test
	void parseWhenMarkReturnsItsParts() {
		assertThat(OwnerMark.parse("d128ab11-4e58:4026531836:42:1234"))
			.isEqualTo(new OwnerMark("d128ab11-4e58", "4026531836", 42, "1234"))
			.hasToString("d128ab11-4e58:4026531836:42:1234");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ":", "a:b:c", "a:b:42", "a:b:42:1:c:d", "a:b:x:1", "a:b::1" })
	void parseWhenNoMarkReturnsNull(String text) {
		assertThat(OwnerMark.parse(text)).isNull();
	}

	@Test
	void markReadBackIsTheSame() {
		OwnerMark mark = OwnerMark.ofThisHost();
		assertThat(OwnerMark.parse(mark.toString())).isEqualTo(mark);
		assertThat(mark.hostPid()).isEqualTo(ProcessHandle.current().pid());
	}

	@Test
	void marksFromUnknownPlacesAreNotFromTheSame() {
		OwnerMark unknown = new OwnerMark("-", "-", 1, "1");
		assertThat(unknown.isFromSamePlace(unknown)).isFalse();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void hostLivesWhenItsStartIsTheSame() {
		OwnerMark mark = OwnerMark.ofThisHost();
		assertThat(mark.hostLives()).isTrue();
		assertThat(withStart(mark, mark.hostStarted() + "0").hostLives()).isFalse();
		assertThat(withStart(mark, "-").hostLives()).isFalse();
		assertThat(new OwnerMark(mark.bootId(), mark.pidNamespace(), 0, "1").hostLives()).isFalse();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void hostLivesWhenItsStartIsGivenAsTimeOfDay() {
		long millis = ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
		assertThat(withStart(OwnerMark.ofThisHost(), Long.toString(millis)).hostLives()).isTrue();
	}

	private static OwnerMark withStart(OwnerMark mark, String started) {
		return new OwnerMark(mark.bootId(), mark.pidNamespace(), mark.hostPid(), started);
	}

}
