package io.pluginhost.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ActionsTests {

	@Test
	void textWhenActionsDifferNamesSubjects() {
		// A report with several mistakes names the subject of each action
		Map<String, String> actions = new LinkedHashMap<>();
		actions.put("one", "Install it.");
		actions.put("two", "Correct it.");
		actions.put("three", "Install it.");
		assertThat(Actions.text(actions).lines()).containsExactly("- one, three: Install it.", "- two: Correct it.");
	}

	@Test
	void textWhenActionsAreEqualContainsOne() {
		assertThat(Actions.text(Map.of("one", "Correct it.", "two", "Correct it."))).isEqualTo("Correct it.");
	}

}
