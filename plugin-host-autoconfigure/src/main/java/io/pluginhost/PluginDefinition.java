package io.pluginhost;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.pluginhost.handler.HostMethod;

/**
 * A plugin as it is configured: what to run, how, and what it is allowed. Immutable; made
 * by a {@link #builder builder} or from {@code application.yml}. What a definition does
 * not set has the built-in default until the plugin is registered, and then that of
 * {@code plugin-host.defaults}. Two definitions are equal if all values are equal,
 * whether they are set or defaults; functions given as handlers are equal only to
 * themselves.
 *
 * @param id the plugin's id
 * @param launch what is run as the worker, and in which environment
 * @param start when the worker is started
 * @param manifest the manifest, which is sent to the worker with {@code initialize};
 * {@code id} and {@code version} are added where missing
 * @param config the configuration, which is sent to the worker with {@code initialize}
 * @param capabilities the capabilities granted to the plugin
 * @param rpcTimeout the time to wait for the response to a call, unless the call sets its
 * own timeout
 * @param shutdown how much time the worker has to exit
 * @param restart when the worker is restarted after a crash
 * @param healthCheck how the health of the worker is checked
 * @param limits the resources of the host that the worker may use
 * @param traceWire whether to log each message, masked, at TRACE
 * @param handlers the host methods for this plugin alone
 * @param explicitKeys the keys that are set; {@code plugin-host.defaults} fill the others
 */
public record PluginDefinition(String id, LaunchPolicy launch, StartPolicy start,
		Map<String, @Nullable Object> manifest, Map<String, @Nullable Object> config, Set<String> capabilities,
		Duration rpcTimeout, ShutdownPolicy shutdown, RestartPolicy restart, HealthCheckPolicy healthCheck,
		WorkerLimits limits, boolean traceWire, Map<String, HostMethod> handlers, ExplicitKeys explicitKeys) {

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

	public PluginDefinition {
		Checks.that(isValidId(id), "Plugin id '%s' must match %s".formatted(id, ID.pattern()));
		Checks.that((launch.entrypoint() == null) != launch.command().isEmpty(),
				"Plugin '%s' needs exactly one of entrypoint and command".formatted(id));
		rpcTimeout = Checks.positive("rpc-timeout", rpcTimeout);
		manifest = Collections.unmodifiableMap(new LinkedHashMap<>(manifest));
		config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
		capabilities = Collections.unmodifiableSet(new LinkedHashSet<>(capabilities));
		handlers = Collections.unmodifiableMap(new LinkedHashMap<>(handlers));
	}

	/**
	 * Return the worker's file: a path, or a {@code classpath:} location.
	 * @return the value
	 */
	public @Nullable String entrypoint() {
		return this.launch.entrypoint();
	}

	/**
	 * Return the command that runs the worker, instead of an entrypoint.
	 * @return the value
	 */
	public List<String> command() {
		return this.launch.command();
	}

	/**
	 * Return the arguments of the entrypoint.
	 * @return the value
	 */
	public List<String> args() {
		return this.launch.args();
	}

	/**
	 * Return the arguments of the runtime, before the entrypoint.
	 * @return the value
	 */
	public List<String> execArgv() {
		return this.launch.execArgv();
	}

	/**
	 * Return the working directory of the worker, {@code null} for the entrypoint's, else
	 * the application's.
	 * @return the value
	 */
	public @Nullable Path workingDirectory() {
		return this.launch.workingDirectory();
	}

	/**
	 * Return the environment variables to set.
	 * @return the value
	 */
	public Map<String, String> env() {
		return this.launch.env();
	}

	/**
	 * Return the names, or {@code NAME*}, of the environment variables to inherit from
	 * the application.
	 * @return the value
	 */
	public List<String> inheritEnv() {
		return this.launch.inheritEnv();
	}

	/**
	 * Return the command to prepend to the worker's, such as {@code [prlimit,
	 * --nofile=256]}.
	 * @return the value
	 */
	public List<String> commandPrefix() {
		return this.launch.commandPrefix();
	}

	/**
	 * Return whether to prevent the worker from gaining privileges, where the platform
	 * supports it.
	 * @return the value
	 */
	public boolean noNewPrivileges() {
		return this.launch.noNewPrivileges();
	}

	/**
	 * Return whether a failure of the plugin is a failure of the application.
	 * @return the value
	 */
	public boolean required() {
		return this.start.required();
	}

	/**
	 * Return whether to start the worker with its first call instead of with the
	 * application.
	 * @return the value
	 */
	public boolean lazy() {
		return this.start.lazy();
	}

	/**
	 * Return the ids of the plugins to start before this one and to stop after it, where
	 * they are started or stopped together.
	 * @return the value
	 */
	public Set<String> dependsOn() {
		return this.start.dependsOn();
	}

	/**
	 * Return the time to wait for the response to {@code initialize}.
	 * @return the value
	 */
	public Duration initializeTimeout() {
		return this.start.initializeTimeout();
	}

	/**
	 * Return whether a text can be a plugin's id.
	 * @param id the text
	 * @return whether it starts with a letter or digit, followed by at most 127 letters,
	 * digits, dots, underscores and dashes
	 */
	public static boolean isValidId(String id) {
		return ID.matcher(id).matches();
	}

	/**
	 * Create a builder of a definition.
	 * @param id the plugin's id
	 * @return a builder in which everything has its default
	 */
	public static PluginDefinitionBuilder builder(String id) {
		return new PluginDefinitionBuilder(id);
	}

	/**
	 * Return this definition with another configuration.
	 * @param config the configuration
	 * @return a definition that is equal in everything else
	 */
	public PluginDefinition withConfig(Map<String, ? extends @Nullable Object> config) {
		return mutate().config(config).build();
	}

	/**
	 * Return a builder of a similar definition, in which all that this one sets is set.
	 * @return a new builder
	 */
	public PluginDefinitionBuilder mutate() {
		return new PluginDefinitionBuilder(this);
	}

	/**
	 * Return the id alone: environment and configuration may contain secrets.
	 */
	@Override
	public String toString() {
		return "PluginDefinition[" + this.id + "]";
	}

}
