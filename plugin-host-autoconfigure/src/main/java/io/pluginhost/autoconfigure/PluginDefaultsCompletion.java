package io.pluginhost.autoconfigure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginDefinitionCustomizer;
import io.pluginhost.configtree.ConfigurationMistakes;
import io.pluginhost.configtree.PropertyOrigins;

/**
 * Completes definitions: what they do not set has the value of
 * {@code plugin-host.defaults}, then the application's customizers have the last word.
 * Safe for use by any number of threads, if the customizers are.
 */
final class PluginDefaultsCompletion implements UnaryOperator<PluginDefinition> {

	private final PluginDefaults defaults;

	private final Set<String> dependsOn;

	private final List<PluginDefinitionCustomizer> customizers;

	private final PropertyOrigins origins;

	/**
	 * Create a completion.
	 * @param defaults the defaults
	 * @param dependsOn the ids of the plugins that are the default of {@code depends-on}
	 * @param customizers the customizers, in their order
	 * @param origins knows where the defaults are set
	 */
	PluginDefaultsCompletion(PluginDefaults defaults, Set<String> dependsOn,
			List<PluginDefinitionCustomizer> customizers, PropertyOrigins origins) {
		this.defaults = defaults;
		this.dependsOn = dependsOn;
		this.customizers = customizers;
		this.origins = origins;
	}

	@Override
	public PluginDefinition apply(PluginDefinition definition) {
		ConfigurationMistakes mistakes = new ConfigurationMistakes(this.origins);
		PluginDefinitionBuilder builder = fill(definition, mistakes);
		mistakes.throwIfAny();
		return customize(builder);
	}

	/**
	 * Return a builder in which what a definition does not set has its default.
	 */
	PluginDefinitionBuilder fill(PluginDefinition definition, ConfigurationMistakes mistakes) {
		PluginDefinitionBuilder builder = PluginDefinitionMapper.ofDefaults(definition, this.defaults, mistakes);
		if (!definition.explicitKeys().contains("depends-on")) {
			Set<String> others = new LinkedHashSet<>(this.dependsOn);
			others.remove(definition.id());
			builder.dependsOn(others);
		}
		return builder;
	}

	/**
	 * Let the customizers have the last word.
	 */
	PluginDefinition customize(PluginDefinitionBuilder builder) {
		this.customizers.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

}
