package io.pluginhost.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.pluginhost.configtree.KnownKeys;
import io.pluginhost.configtree.PluginKeys;

/**
 * What an application says about its plugins under {@code plugin-host}. What it leaves
 * out of a plugin is {@code null} here, so that {@code PluginDefinitions} can put
 * {@code plugin-host.defaults} underneath.
 *
 * @param enabled Whether plugins are hosted.
 * @param startup When plugins are started, and whether the application waits for them.
 * @param startupConcurrency Number of workers that may be starting at once.
 * @param instanceId Id of this instance of the application, as workers are told it. A
 * random one for each start unless set.
 * @param hostVersion Version of the application, as workers are told it. Taken from the
 * build information unless set.
 * @param apiVersion Version of the plugin API, as workers are told it.
 * @param runtimes Programs that run entrypoints.
 * @param handlers Host handlers.
 * @param workDirectory Directory under which entrypoints of the class path are unpacked.
 * The directory for temporary files unless set.
 * @param callbackThreads Maximum number of threads that complete futures and notify
 * listeners. Beyond it, their work waits.
 * @param defaults What applies to every plugin that does not say otherwise.
 * @param plugins Plugins by name. What is the same for all of them can stand under
 * 'plugin-host.defaults', where the keys are described.
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
		 * With the application, which does not wait for them.
		 */
		BACKGROUND,

		/**
		 * With the application, which waits for the required ones and fails if one does.
		 */
		BLOCKING,

		/**
		 * Not at all, unless by hand.
		 */
		NONE

	}

	/**
	 * Programs that run entrypoints.
	 *
	 * @param node Node.js, as a path or as a name to look up. Looked up on the PATH
	 * unless set.
	 * @param python Python, as a path or as a name to look up. Looked up on the PATH
	 * unless set.
	 * @param java Java launcher, as a path or as a name to look up. The one of the
	 * application itself unless set.
	 */
	public record Runtimes(@Nullable String node, @Nullable String python, @Nullable String java) {

		io.pluginhost.process.Runtimes toRuntimes() {
			return new io.pluginhost.process.Runtimes(this.node, this.python, this.java);
		}

	}

	/**
	 * Host handlers.
	 *
	 * @param requireCapability Whether a handler without a capability stops the start.
	 * @param includeMessage Whether workers are told the messages of exceptions that a
	 * handler did not mean for them.
	 */
	public record Handlers(@DefaultValue("false") boolean requireCapability,
			@DefaultValue("false") boolean includeMessage) {
	}

}
