package io.pluginhost.sample;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A plugin that may read its values but not write them.
 */
@TestPropertySource(properties = { "plugin-host.plugins.documents.capabilities=state.read",
		"plugin-host.plugins.flaky.enabled=false" })
class CapabilityIntegrationTests extends AbstractSampleApplicationTests {

	@Test
	void whatIsNotGrantedIsDenied() {
		assertThat(call("documents", "counters", Map.of()).getStatusCode().value()).isEqualTo(200);
		ResponseEntity<JsonNode> response = this.http.post()
			.uri("/api/documents")
			.header("Content-Type", "text/plain")
			.body("Hello".getBytes())
			.retrieve()
			.toEntity(JsonNode.class);
		assertThat(response.getStatusCode().value()).isEqualTo(502);
		assertThat(response.getBody().path("code").asInt()).isEqualTo(-32001);
		assertThat(response.getBody().path("detail").asString()).contains("state.write");
	}

}
