package io.pluginhost.sample;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A plugin in plain Python.
 */
@RequiresTool(Tool.PYTHON)
@ActiveProfiles("polyglot")
@TestPropertySource(properties = { "plugin-host.plugins.greeter.enabled=false",
		"plugin-host.plugins.documents.enabled=false", "plugin-host.plugins.flaky.enabled=false" })
class WordcloudIntegrationTests extends AbstractSampleApplicationTests {

	@Test
	void drawsCountsAndLogs() {
		ensureRunning("wordcloud");
		assertThat(render().path("pictures").asInt()).isEqualTo(1);
		JsonNode second = render();
		assertThat(second.path("pictures").asInt()).isEqualTo(2);
		assertThat(second.path("svg").asString()).startsWith("<svg ").contains(">Žluťoučký</text>");
		assertThat(get("/actuator/plugins/wordcloud/logs").path("logs").valueStream())
			.anySatisfy((line) -> assertThat(line.path("message").asString()).contains("Drew a word cloud"));
	}

	private JsonNode render() {
		ResponseEntity<JsonNode> response = call("wordcloud", "render",
				Map.of("terms", List.of(Map.of("term", "Žluťoučký", "count", 3))));
		assertThat(response.getStatusCode().value()).as(() -> String.valueOf(response.getBody())).isEqualTo(200);
		return response.getBody().path("result");
	}

}
