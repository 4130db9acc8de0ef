package io.pluginhost.configtree;

import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class JsonObjectsTests {

	private final JsonObjects objects = new JsonObjects();

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{} {} | is not JSON at line 1, column 4: Something follows its end", "{}] | is not JSON",
					"`` | is not JSON at line 1, column 1: There is nothing", "{\"a\": [ | is not JSON",
					"{\"a\": 1e99999999999} | is not JSON at line 1, column 7: A number is beyond any range",
					"{\"a\": 1, \"a\": 2} | is not JSON", "[{}] | is not a JSON object",
					"null | is not a JSON object" })
	void readWhenNotAnObjectFails(String json, String message) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.objects.read(json, Function.identity(), UnaryOperator.identity()))
			.withMessageStartingWith(message);
	}

	@Test
	void readKeepsOrderNestingAndWhatIsEmpty() {
		Map<String, ?> read = this.objects.read("{\"b\": [], \"a\": {\"c\": [[null, true], \"x\"]}, \"d\": -0.0}",
				Function.identity(), UnaryOperator.identity());
		assertThat(read).hasToString("{b=[], a={c=[[null, true], x]}, d=-0.0}");
	}

}
