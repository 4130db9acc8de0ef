package io.pluginhost.autoconfigure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginDefinitionCustomizer;
import io.pluginhost.configtree.ConfigurationMistakes;
import io.pluginhost.configtree.PropertyOrigins;

/**
 * Completes definitions: what they do not set has the value of
 * {@code plugin-host.defaults}, then the application's customizers are applied. Safe for
 * use by several threads, if the customizers are.
 */
final class PluginDefaultsCompletion implements UnaryOperator<PluginDefinition> {

	private final PluginProperties defaults;

	private final Map<String, String> defaultEnv;

	private final Set<String> dependsOn;

	private final List<PluginDefinitionCustomizer> customizers;

	private final PropertyOrigins origins;

	/**
	 * Create a completion.
	 * @param defaults the defaults of all plugins
	 * @param defaultEnv the default of {@code env}
	 * @param dependsOn the ids of the plugins that are the default of {@code depends-on}
	 * @param customizers the customizers, in their order
	 * @param origins knows where the defaults are set
	 */
	PluginDefaultsCompletion(PluginProperties defaults, Map<String, String> defaultEnv, Set<String> dependsOn,
			List<PluginDefinitionCustomizer> customizers, PropertyOrigins origins) {
		this.defaults = defaults;
		this.defaultEnv = defaultEnv;
		this.dependsOn = dependsOn;
		this.customizers = customizers;
		this.origins = origins;
	}

	@Override
	public PluginDefinition apply(PluginDefinition definition) {
		ConfigurationMistakes mistakes = new ConfigurationMistakes(this.origins);
		PluginDefinitionBuilder builder = new PluginDefinitionMapper(this.defaults, this.defaultEnv, mistakes)
			.map(definition);
		mistakes.throwIfAny();
		if (!definition.explicitKeys().contains("depends-on")) {
			Set<String> others = new LinkedHashSet<>(this.dependsOn);
			others.remove(definition.id());
			builder.dependsOn(others);
		}
		return customize(builder);
	}

	/**
	 * Apply the customizers, and build.
	 */
	PluginDefinition customize(PluginDefinitionBuilder builder) {
		this.customizers.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

}
