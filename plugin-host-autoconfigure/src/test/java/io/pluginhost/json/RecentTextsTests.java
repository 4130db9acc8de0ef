package io.pluginhost.json;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecentTexts}.
 */
class RecentTextsTests {

	private final RecentTexts texts = new RecentTexts();

	@Test
	void readWhenRepeatedGivesTheSame() {
		String text = this.texts.read(RawJson.of("\"streams.emit\""));
		assertThat(text).isEqualTo("streams.emit");
		assertThat(this.texts.read(RawJson.of("\"streams.emit\""))).isSameAs(text);
	}

	@Test
	void readOfManyMixesUpNone() {
		List<String> all = new ArrayList<>(List.of(""));
		for (int i = 0; i < 1000; i++) {
			all.add("m" + i);
			all.add("x".repeat(i % 70) + i);
		}
		for (int round = 0; round < 2; round++) {
			for (String text : all) {
				assertThat(this.texts.read(RawJson.of('"' + text + '"'))).isEqualTo(text);
				assertThat(this.texts.read(RawJson.of('"' + text + '"'))).isEqualTo(text);
			}
		}
	}

	@Test
	void readOfWhatNeedsAParserIsNull() {
		for (int round = 0; round < 2; round++) {
			assertThat(this.texts.read(RawJson.of("\"a\\nb\""))).isNull();
			assertThat(this.texts.read(RawJson.of("\"é\""))).isNull();
		}
	}

}
