package io.pluginhost.autoconfigure;

import java.util.List;
import java.util.Map;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginDefinition;
import io.pluginhost.worker.ConfigValidator;

/**
 * Checks configurations by the JSON Schema in their plugins' manifests. Loads nothing
 * from the network. Schemas that do not say their version are of 2020-12.
 */
final class JsonSchemaValidator implements ConfigValidator {

	private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

	private final JsonMapper mapper = JsonMapper.builder().build();

	@Override
	public List<String> validate(PluginDefinition definition) {
		Object schema = definition.manifest().get(ConfigSchema.MEMBER);
		return (schema != null) ? validate(schema, definition.config()) : List.of();
	}

	private List<String> validate(Object schema, Map<String, @Nullable Object> config) {
		JsonNode tree = this.mapper.valueToTree(config);
		try {
			return this.schemas.getSchema(this.mapper.<JsonNode>valueToTree(schema))
				.validate(tree)
				.stream()
				.map(JsonSchemaValidator::describe)
				.toList();
		}
		catch (SchemaException ex) {
			return List.of("config cannot be checked, because its schema is none: " + ex.getMessage());
		}
	}

	private static String describe(Error error) {
		return path(error.getInstanceLocation()) + " " + error.getMessage();
	}

	private static String path(NodePath location) {
		StringBuilder path = new StringBuilder("config");
		for (int i = 0; i < location.getNameCount(); i++) {
			Object element = location.getElement(i);
			boolean plain = !(element instanceof Integer) && String.valueOf(element).matches("[\\w-]+");
			path.append(plain ? "." + element : "[" + element + "]");
		}
		return path.toString();
	}

}
