package io.pluginhost.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.rpc.RpcCodec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PaperclipInvocation}.
 */
class PaperclipInvocationTests {

	private final RpcCodec codec = new RpcCodec(JsonMapper.builder().build());

	@Test
	void writeToWritesTheNumberBehindThePrefix() {
		for (long number : new long[] { 0, 9, 10, 1234567890, Long.MAX_VALUE }) {
			for (String prefix : List.of("", "i-",
					"a \"quoted\" prefix of more than sixty-four characters, which no plugin has - ")) {
				String line = write(new PaperclipInvocation(prefix, number, null, null));
				assertThat(new JsonMapper().readTree(line).at("/paperclipInvocation/id").stringValue())
					.isEqualTo(prefix + number);
			}
		}
	}

	@Test
	void writeToWritesWhatIsThere() {
		assertThat(write(new PaperclipInvocation("i", 1, "acme", "00-ab")))
			.contains("\"method\":\"m\",\"paperclipInvocation\":{\"id\":\"i1\","
					+ "\"scope\":{\"companyId\":\"acme\"},\"traceparent\":\"00-ab\"},\"params\"");
		assertThat(write(new PaperclipInvocation("i", 2, null, null)))
			.contains("\"method\":\"m\",\"paperclipInvocation\":{\"id\":\"i2\",\"scope\":{}},\"params\"");
	}

	private String write(PaperclipInvocation invocation) {
		return new String(this.codec.encodeRequest(1, "m", invocation, null, 1000), StandardCharsets.UTF_8);
	}

}
