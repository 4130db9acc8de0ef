package io.pluginhost.schema;

import java.util.Collection;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

import io.pluginhost.PluginDefinition;
import io.pluginhost.call.ConfigValidator;

/**
 * Provides the validator of plugins' configurations, if the library for it is present.
 */
public final class ConfigSchema {

	/** The manifest's member that holds the schema. */
	public static final String MEMBER = "instanceConfigSchema";

	/** The path of a problem that is the schema's own. */
	public static final String PATH = "manifest." + MEMBER;

	/** The coordinates of the library. */
	public static final String DEPENDENCY = "com.networknt:json-schema-validator";

	private static final Logger logger = LoggerFactory.getLogger(ConfigSchema.class);

	private ConfigSchema() {
	}

	/**
	 * Return the validator. Without the library, warn of each schema that is therefore
	 * not used.
	 * @param definitions the plugins
	 * @param classLoader finds the library
	 * @return the validator, or {@link ConfigValidator#NONE}
	 */
	public static ConfigValidator validator(Collection<PluginDefinition> definitions, ClassLoader classLoader) {
		if (isPresent(classLoader)) {
			return new JsonSchemaValidator();
		}
		for (PluginDefinition definition : definitions) {
			if (definition.manifest().get(MEMBER) != null) {
				logger.warn("The configuration of plugin '{}' is not checked by the schema in its manifest: add the "
						+ "dependency {}", definition.id(), DEPENDENCY);
			}
		}
		return ConfigValidator.NONE;
	}

	/**
	 * Return whether the library is present.
	 * @param classLoader finds the library
	 * @return whether it is
	 */
	public static boolean isPresent(ClassLoader classLoader) {
		return ClassUtils.isPresent("com.networknt.schema.SchemaRegistry", classLoader);
	}

}
