package io.pluginhost.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

import io.pluginhost.PluginDefinition;
import io.pluginhost.worker.ConfigValidator;

/**
 * What checks the configurations of plugins, if the library that can is there.
 */
final class ConfigSchema {

	/** The manifest's member. */
	static final String MEMBER = "instanceConfigSchema";

	/** Where a problem is if it is the schema's own. */
	static final String PATH = "manifest." + MEMBER;

	static final String DEPENDENCY = "com.networknt:json-schema-validator";

	private static final Logger logger = LoggerFactory.getLogger(ConfigSchema.class);

	private ConfigSchema() {
	}

	/**
	 * Without the library a manifest's schema is of no use, of which it warns at
	 * start-up.
	 */
	static ConfigValidator validator(PluginDefinitions definitions, ClassLoader classLoader) {
		if (isPresent(classLoader)) {
			return new JsonSchemaValidator();
		}
		for (PluginDefinition definition : definitions.definitions()) {
			if (definition.manifest().get(MEMBER) != null) {
				logger.warn("The configuration of plugin '{}' is not checked by the schema in its manifest: add the "
						+ "dependency {}", definition.id(), DEPENDENCY);
			}
		}
		return ConfigValidator.NONE;
	}

	static boolean isPresent(ClassLoader classLoader) {
		return ClassUtils.isPresent("com.networknt.schema.SchemaRegistry", classLoader);
	}

}
