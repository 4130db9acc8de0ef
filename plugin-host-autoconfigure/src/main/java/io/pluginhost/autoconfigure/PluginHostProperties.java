package io.pluginhost.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.pluginhost.configtree.KnownKeys;
import io.pluginhost.configtree.PluginKeys;

/**
 * Configuration properties of the plugin host. What is not set for a plugin is
 * {@code null} here, so that {@code PluginDefinitions} can apply
 * {@code plugin-host.defaults}.
 *
 * @param enabled Whether to enable the plugin host.
 * @param startup When plugins are started, and whether the application waits for them.
 * @param startupConcurrency Maximum number of workers that start at the same time.
 * @param instanceId Id of this instance of the application, which is sent to workers with
 * 'initialize'. Random for each start unless set.
 * @param hostVersion Version of the application, which is sent to workers with
 * 'initialize'. Taken from the build information unless set.
 * @param apiVersion Version of the plugin API, which is sent to workers with
 * 'initialize'.
 * @param runtimes Programs that run entrypoints.
 * @param handlers Host handlers.
 * @param workDirectory Directory in which entrypoints of the class path are unpacked.
 * Directory for temporary files unless set.
 * @param callbackThreads Maximum number of threads that complete futures and notify
 * listeners.
 * @param defaults Defaults of all plugins.
 * @param plugins Plugins by name. Their keys are described under 'plugin-host.defaults'.
 */
@ConfigurationProperties(prefix = PluginHostProperties.PREFIX, ignoreUnknownFields = false)
public record PluginHostProperties(@DefaultValue("true") boolean enabled, @DefaultValue("background") Startup startup,
		@DefaultValue("8") int startupConcurrency, @Nullable String instanceId, @Nullable String hostVersion,
		@DefaultValue("1") int apiVersion, @DefaultValue Runtimes runtimes, @DefaultValue Handlers handlers,
		@Nullable String workDirectory, @DefaultValue("256") int callbackThreads,
		@DefaultValue @NestedConfigurationProperty PluginProperties defaults,
		@DefaultValue Map<String, PluginProperties> plugins) {

	static final String PREFIX = PluginKeys.PREFIX;

	static final KnownKeys KEYS = new KnownKeys(PluginHostProperties.class, PluginProperties.class,
			PluginProperties.WITHOUT_DEFAULT);

	/**
	 * When plugins are started.
	 */
	public enum Startup {

		/**
		 * Start plugins with the application, which does not wait for them.
		 */
		BACKGROUND,

		/**
		 * Start plugins with the application, which waits for required plugins and fails
		 * if one fails.
		 */
		BLOCKING,

		/**
		 * Start no plugins.
		 */
		NONE

	}

	/**
	 * Programs that run entrypoints.
	 *
	 * @param node Path of Node.js, or a name to look up on the PATH. Looked up on the
	 * PATH unless set.
	 * @param python Path of Python, or a name to look up on the PATH. Looked up on the
	 * PATH unless set.
	 * @param java Path of the Java launcher, or a name to look up on the PATH. Launcher
	 * of the application itself unless set.
	 */
	public record Runtimes(@Nullable String node, @Nullable String python, @Nullable String java) {

		io.pluginhost.process.command.Runtimes toRuntimes() {
			return new io.pluginhost.process.command.Runtimes(this.node, this.python, this.java);
		}

	}

	/**
	 * Host handlers.
	 *
	 * @param requireCapability Whether to fail the start if a host handler has no
	 * capability.
	 * @param includeMessage Whether to send the messages of unexpected exceptions of host
	 * handlers to workers.
	 */
	public record Handlers(@DefaultValue("false") boolean requireCapability,
			@DefaultValue("false") boolean includeMessage) {
	}

}
