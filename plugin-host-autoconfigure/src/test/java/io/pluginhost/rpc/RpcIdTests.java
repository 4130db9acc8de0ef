package io.pluginhost.rpc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RpcIdTests {

	@Test
	void asLongUnderstandsNumbersAndNumbersAsText() {
		assertThat(new RpcId("1").asLong()).isEqualTo(1);
		assertThat(new RpcId("\"1\"").asLong()).isEqualTo(1);
		assertThat(new RpcId("123456789012345678").asLong()).isEqualTo(123456789012345678L);
		assertThat(new RpcId("\"123456789012345678\"").asLong()).isEqualTo(123456789012345678L);
		// Languages without integers
		assertThat(new RpcId("1.0").asLong()).isEqualTo(1);
		assertThat(new RpcId("9.007199254740991E15").asLong()).isEqualTo(9007199254740991L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\"", "\"abc\"", "\"1x\"", "-1", "\"-1\"", "1.5", "1e-3", "\" 1\"",
			"1234567890123456789", "1e18", "1e999999999", ".1", "0x1", "\"", "" })
	void asLongWhenNoneOfTheHostsIsNegative(String json) {
		assertThat(new RpcId(json).asLong()).isEqualTo(-1);
	}

}
