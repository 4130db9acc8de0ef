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
 * by a {@link #builder builder}, which knows the default of everything, or from
 * {@code application.yml}. What a definition does not set has the built-in default until
 * the plugin is registered, and then that of {@code plugin-host.defaults}. Two
 * definitions are equal if all they say is equal, whether it is set or a default;
 * functions given as handlers are equal only to themselves.
 *
 * @param id the plugin's id
 * @param required whether the plugin's failure is the application's
 * @param entrypoint file that is the worker: a path, or a {@code classpath:} location
 * @param command whole command, instead of an entrypoint
 * @param args arguments after the entrypoint
 * @param execArgv arguments between the runtime and the entrypoint
 * @param workingDirectory directory the worker runs in; {@code null} for the
 * entrypoint's, else the application's
 * @param env environment variables to set
 * @param inheritEnv names, or {@code NAME*}, of variables let through from the host
 * @param manifest what {@code initialize} tells the worker about its plugin; {@code
 * id} and {@code version} are added where missing
 * @param config the plugin's configuration, as it is sent to the worker
 * @param capabilities what the host grants the plugin
 * @param rpcTimeout how long a call waits for its answer unless it says otherwise
 * @param initializeTimeout how long the answer to {@code initialize} may take
 * @param shutdown how much time the worker gets to end
 * @param restart when the worker is started again after a crash
 * @param healthCheck how the worker is asked for signs of life
 * @param limits what the worker may ask of the host
 * @param commandPrefix command put before the worker's, such as {@code [prlimit,
 * --nofile=256]}
 * @param noNewPrivileges whether the worker is kept from gaining privileges, where the
 * platform can
 * @param lazy whether the worker is started by the first call instead of with the
 * application
 * @param dependsOn the ids of the plugins that are started before and stopped after
 * @param traceWire whether each message is logged at TRACE, masked
 * @param handlers host methods for this plugin alone
 * @param explicitKeys the keys that are set; {@code plugin-host.defaults} fill the others
 */
public record PluginDefinition(String id, boolean required, @Nullable String entrypoint, List<String> command,
		List<String> args, List<String> execArgv, @Nullable Path workingDirectory, Map<String, String> env,
		List<String> inheritEnv, Map<String, @Nullable Object> manifest, Map<String, @Nullable Object> config,
		Set<String> capabilities, Duration rpcTimeout, Duration initializeTimeout, ShutdownPolicy shutdown,
		RestartPolicy restart, HealthCheckPolicy healthCheck, WorkerLimits limits, List<String> commandPrefix,
		boolean noNewPrivileges, boolean lazy, Set<String> dependsOn, boolean traceWire,
		Map<String, HostMethod> handlers, ExplicitKeys explicitKeys) {

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

	public PluginDefinition {
		Checks.that(isValidId(id), "Plugin id '%s' must match %s".formatted(id, ID.pattern()));
		Checks.that((entrypoint == null) != command.isEmpty(),
				"Plugin '%s' needs exactly one of entrypoint and command".formatted(id));
		rpcTimeout = Checks.positive("rpc-timeout", rpcTimeout);
		initializeTimeout = Checks.positive("initialize-timeout", initializeTimeout);
		command = List.copyOf(command);
		args = List.copyOf(args);
		execArgv = List.copyOf(execArgv);
		env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
		inheritEnv = List.copyOf(inheritEnv);
		manifest = Collections.unmodifiableMap(new LinkedHashMap<>(manifest));
		config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
		capabilities = Collections.unmodifiableSet(new LinkedHashSet<>(capabilities));
		commandPrefix = List.copyOf(commandPrefix);
		dependsOn = Collections.unmodifiableSet(new LinkedHashSet<>(dependsOn));
		handlers = Collections.unmodifiableMap(new LinkedHashMap<>(handlers));
	}

	/**
	 * Tell whether a text can be a plugin's id.
	 * @param id the text
	 * @return whether it starts with a letter or digit and goes on with at most 127
	 * letters, digits, dots, underscores and dashes
	 */
	public static boolean isValidId(String id) {
		return ID.matcher(id).matches();
	}

	/**
	 * Begin a definition.
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
		return new PluginDefinition(this.id, this.required, this.entrypoint, this.command, this.args, this.execArgv,
				this.workingDirectory, this.env, this.inheritEnv, this.manifest, new LinkedHashMap<>(config),
				this.capabilities, this.rpcTimeout, this.initializeTimeout, this.shutdown, this.restart,
				this.healthCheck, this.limits, this.commandPrefix, this.noNewPrivileges, this.lazy, this.dependsOn,
				this.traceWire, this.handlers, this.explicitKeys);
	}

	/**
	 * Return a builder to make a similar definition with, in which all that this one sets
	 * is set.
	 * @return a new builder
	 */
	public PluginDefinitionBuilder mutate() {
		return new PluginDefinitionBuilder(this);
	}

	/**
	 * Return the id alone: environment and configuration may hold secrets.
	 */
	@Override
	public String toString() {
		return "PluginDefinition[" + this.id + "]";
	}

}
