package io.pluginhost.schema;

import java.util.List;
import java.util.Map;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginDefinition;
import io.pluginhost.call.ConfigProblem;
import io.pluginhost.call.ConfigValidator;

/**
 * Validates configurations by the JSON Schema in their plugins' manifests. Loads nothing
 * from the network. Schemas without a version are of 2020-12. Safe for use by several
 * threads.
 *
 * @see "docs/decisions/configuration-changes.md"
 */
final class JsonSchemaValidator implements ConfigValidator {

	private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

	private final JsonMapper mapper = JsonMapper.builder().build();

	@Override
	public List<ConfigProblem> validate(PluginDefinition definition) {
		Object schema = definition.manifest().get(ConfigSchema.MEMBER);
		return (schema != null) ? validate(this.mapper.valueToTree(schema), definition.config()) : List.of();
	}

	private List<ConfigProblem> validate(JsonNode schema, Map<String, @Nullable Object> config) {
		try {
			List<ConfigProblem> problems = problems(metaSchema(schema), schema, ConfigSchema.PATH);
			return problems.isEmpty()
					? problems(this.schemas.getSchema(schema), this.mapper.valueToTree(config), "config") : problems;
		}
		catch (SchemaException ex) {
			return List.of(new ConfigProblem(ConfigSchema.PATH,
					"cannot be used: " + String.valueOf(ex.getMessage()).lines().findFirst().orElse("")));
		}
		catch (StackOverflowError ex) {
			return List.of(new ConfigProblem(ConfigSchema.PATH, "contains an endless reference"));
		}
	}

	/**
	 * A mistake in a schema would go unnoticed otherwise, and the schema would check
	 * nothing.
	 */
	private Schema metaSchema(JsonNode schema) {
		JsonNode id = schema.path("$schema");
		return this.schemas.getSchema(SchemaLocation
			.of(id.isString() ? id.stringValue() : SpecificationVersion.DRAFT_2020_12.getDialectId()));
	}

	private static List<ConfigProblem> problems(Schema schema, JsonNode tree, String root) {
		return schema.validate(tree)
			.stream()
			.map((error) -> new ConfigProblem(path(root, error.getInstanceLocation()), error.getMessage()))
			.toList();
	}

	private static String path(String root, NodePath location) {
		StringBuilder path = new StringBuilder(root);
		for (int i = 0; i < location.getNameCount(); i++) {
			Object element = location.getElement(i);
			boolean plain = !(element instanceof Integer) && String.valueOf(element).matches("[\\w-]+");
			path.append(plain ? "." + element : "[" + element + "]");
		}
		return path.toString();
	}

}
