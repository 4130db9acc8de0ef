package io.pluginhost;

/**
 * Customizes the definitions of all plugins, wherever they come from: the configuration,
 * beans of type {@link PluginDefinition}, or
 * {@link PluginWorkerManager#startWorker(PluginDefinition) startWorker}. Beans of this
 * type are invoked in their order, after {@code plugin-host.defaults} have been applied,
 * so that they have the last word. {@link PluginDefinitionBuilder#build()} shows the
 * definition as it is so far, with its id.
 * <p>
 * Invoked once for each definition, on the thread that registers the plugin. What it
 * throws keeps the plugin from being registered.
 */
@FunctionalInterface
public interface PluginDefinitionCustomizer {

	/**
	 * Customize a definition.
	 * @param builder the definition, complete but for what is changed here
	 */
	void customize(PluginDefinitionBuilder builder);

}
