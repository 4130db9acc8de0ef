package io.pluginhost.json;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JsonReader}.
 */
class JsonReaderTests {

	private final JsonCodec codec = new JsonCodec(JsonMapper.shared());

	@Test
	void readWhenTypeHasParametersReadsThem() {
		Type type = new TypeReference<List<Long>>() {
		}.getType();
		assertThat(this.codec.readerFor(type).read(RawJson.of("[1,2]"))).isEqualTo(List.of(1L, 2L));
	}

	@Test
	void readWhenClassReadsClass() {
		RawJson json = RawJson.of("{\"name\":\"ENG\"}");
		assertThat(this.codec.readerFor(Team.class).read(json)).isEqualTo(new Team("ENG"));
	}

	@Test
	void readWhenNullIsWhatTheTypeMakesOfIt() {
		assertThat(this.codec.readerFor(Team.class).read(RawJson.ofNull())).isNull();
		assertThat(this.codec.readerFor(JsonNode.class).read(RawJson.ofNull())).isEqualTo(NullNode.instance);
		assertThat(this.codec.readerFor(Optional.class).read(RawJson.ofNull())).isEqualTo(Optional.empty());
	}

	@Test
	void readWhenDoesNotFitFails() {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> this.codec.readerFor(Team.class).read(RawJson.of("[]")));
	}

	record Team(String name) {
	}

}
