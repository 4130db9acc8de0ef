package io.pluginhost;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.pluginhost.handler.HostMethod;

/**
 * Builds a {@link PluginDefinition}, with a method for each key that a plugin has in
 * {@code application.yml}. What is not set has the value of {@code plugin-host.defaults}
 * once the plugin is registered, else the built-in default. Not safe for use by several
 * threads.
 */
public final class PluginDefinitionBuilder extends PluginPolicyBuilder {

	private final String id;

	private LaunchPolicy launch = LaunchPolicy.DEFAULT;

	private StartPolicy start = StartPolicy.DEFAULT;

	private Map<String, @Nullable Object> manifest = new LinkedHashMap<>();

	private Map<String, @Nullable Object> config = new LinkedHashMap<>();

	private Set<String> capabilities = new LinkedHashSet<>();

	private Duration rpcTimeout = Duration.ofSeconds(30);

	private boolean traceWire;

	private final Map<String, HostMethod> handlers = new LinkedHashMap<>();

	PluginDefinitionBuilder(String id) {
		this.id = id;
	}

	PluginDefinitionBuilder(PluginDefinition definition) {
		this.id = definition.id();
		this.launch = definition.launch();
		this.start = definition.start();
		this.manifest = definition.manifest();
		this.config = definition.config();
		this.capabilities = definition.capabilities();
		this.rpcTimeout = definition.rpcTimeout();
		this.shutdown = definition.shutdown();
		this.restart = definition.restart();
		this.healthCheck = definition.healthCheck();
		this.limits = definition.limits();
		this.traceWire = definition.traceWire();
		this.handlers.putAll(definition.handlers());
		this.keys.addAll(definition.explicitKeys());
	}

	/**
	 * Set defaults: keys that have been set before keep their values.
	 * @param defaults sets the defaults
	 * @return this builder
	 */
	public PluginDefinitionBuilder defaults(Consumer<PluginDefinitionBuilder> defaults) {
		this.keys.setDefaults(() -> defaults.accept(this));
		return this;
	}

	/**
	 * Set single values of what is run as the worker.
	 * @param settings sets the values
	 * @return this builder
	 */
	public PluginDefinitionBuilder launch(Consumer<LaunchPolicy.Builder> settings) {
		LaunchPolicy.Builder builder = new LaunchPolicy.Builder(this.launch, this.keys);
		settings.accept(builder);
		this.launch = builder.build();
		return this;
	}

	/**
	 * Set single values of when the worker is started.
	 * @param settings sets the values
	 * @return this builder
	 */
	public PluginDefinitionBuilder start(Consumer<StartPolicy.Builder> settings) {
		StartPolicy.Builder builder = new StartPolicy.Builder(this.start, this.keys);
		settings.accept(builder);
		this.start = builder.build();
		return this;
	}

	/**
	 * Set whether a failure of the plugin is a failure of the application.
	 * @param required the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder required(boolean required) {
		return start((start) -> start.required(required));
	}

	/**
	 * Set the worker's file: a path, or a {@code classpath:} location.
	 * @param entrypoint the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder entrypoint(@Nullable String entrypoint) {
		return launch((launch) -> launch.entrypoint(entrypoint));
	}

	/**
	 * Set the command that runs the worker, instead of an entrypoint.
	 * @param command the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder command(List<String> command) {
		return launch((launch) -> launch.command(command));
	}

	/**
	 * Set the command that runs the worker, instead of an entrypoint.
	 * @param command the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder command(String... command) {
		return command(List.of(command));
	}

	/**
	 * Set the arguments of the entrypoint.
	 * @param args the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder args(List<String> args) {
		return launch((launch) -> launch.args(args));
	}

	/**
	 * Set the arguments of the entrypoint.
	 * @param args the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder args(String... args) {
		return args(List.of(args));
	}

	/**
	 * Set the arguments of the runtime, before the entrypoint.
	 * @param execArgv the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder execArgv(List<String> execArgv) {
		return launch((launch) -> launch.execArgv(execArgv));
	}

	/**
	 * Set the arguments of the runtime, before the entrypoint.
	 * @param execArgv the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder execArgv(String... execArgv) {
		return execArgv(List.of(execArgv));
	}

	/**
	 * Set the working directory of the worker, {@code null} for the entrypoint's, else
	 * the application's.
	 * @param workingDirectory the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder workingDirectory(@Nullable Path workingDirectory) {
		return launch((launch) -> launch.workingDirectory(workingDirectory));
	}

	/**
	 * Set the environment variables to set.
	 * @param env the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder env(Map<String, String> env) {
		return launch((launch) -> launch.env(env));
	}

	/**
	 * Add one environment variable to set.
	 * @param name the variable's name
	 * @param value its value
	 * @return this builder
	 */
	public PluginDefinitionBuilder env(String name, String value) {
		Map<String, String> env = new LinkedHashMap<>(this.launch.env());
		env.put(name, value);
		return env(env);
	}

	/**
	 * Set the names, or {@code NAME*}, of the environment variables to inherit from the
	 * application.
	 * @param inheritEnv the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder inheritEnv(List<String> inheritEnv) {
		return launch((launch) -> launch.inheritEnv(inheritEnv));
	}

	/**
	 * Set the names, or {@code NAME*}, of the environment variables to inherit from the
	 * application.
	 * @param inheritEnv the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder inheritEnv(String... inheritEnv) {
		return inheritEnv(List.of(inheritEnv));
	}

	/**
	 * Set the manifest, which is sent to the worker with {@code initialize}; {@code id}
	 * and {@code version} are added where missing.
	 * @param manifest the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder manifest(Map<String, ? extends @Nullable Object> manifest) {
		this.manifest = new LinkedHashMap<>(manifest);
		return this;
	}

	/**
	 * Set the configuration, which is sent to the worker with {@code initialize}.
	 * @param config the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder config(Map<String, ? extends @Nullable Object> config) {
		this.config = new LinkedHashMap<>(config);
		return this;
	}

	/**
	 * Set the capabilities granted to the plugin.
	 * @param capabilities the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder capabilities(Iterable<String> capabilities) {
		Set<String> granted = new LinkedHashSet<>();
		capabilities.forEach(granted::add);
		this.capabilities = this.keys.choose("capabilities", this.capabilities, granted);
		return this;
	}

	/**
	 * Set the capabilities granted to the plugin.
	 * @param capabilities the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder capabilities(String... capabilities) {
		return capabilities(List.of(capabilities));
	}

	/**
	 * Set the time to wait for the response to a call, unless the call sets its own
	 * timeout.
	 * @param rpcTimeout the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder rpcTimeout(Duration rpcTimeout) {
		this.rpcTimeout = this.keys.choose("rpc-timeout", this.rpcTimeout, Checks.positive("rpc-timeout", rpcTimeout));
		return this;
	}

	/**
	 * Set the time to wait for the response to {@code initialize}.
	 * @param initializeTimeout the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder initializeTimeout(Duration initializeTimeout) {
		return start((start) -> start.initializeTimeout(initializeTimeout));
	}

	/**
	 * Set the command to prepend to the worker's, such as {@code [prlimit,
	 * --nofile=256]}.
	 * @param commandPrefix the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder commandPrefix(List<String> commandPrefix) {
		return launch((launch) -> launch.commandPrefix(commandPrefix));
	}

	/**
	 * Set the command to prepend to the worker's, such as {@code [prlimit,
	 * --nofile=256]}.
	 * @param commandPrefix the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder commandPrefix(String... commandPrefix) {
		return commandPrefix(List.of(commandPrefix));
	}

	/**
	 * Set whether to prevent the worker from gaining privileges, where the platform
	 * supports it.
	 * @param noNewPrivileges the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder noNewPrivileges(boolean noNewPrivileges) {
		return launch((launch) -> launch.noNewPrivileges(noNewPrivileges));
	}

	/**
	 * Set whether to start the worker with its first call instead of with the
	 * application.
	 * @param lazy the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder lazy(boolean lazy) {
		return start((start) -> start.lazy(lazy));
	}

	/**
	 * Set the ids of the plugins to start before this one and to stop after it, where
	 * they are started or stopped together.
	 * @param pluginIds their ids
	 * @return this builder
	 */
	public PluginDefinitionBuilder dependsOn(String... pluginIds) {
		return dependsOn(List.of(pluginIds));
	}

	/**
	 * Set the ids of the plugins to start before this one and to stop after it, where
	 * they are started or stopped together.
	 * @param pluginIds their ids
	 * @return this builder
	 */
	public PluginDefinitionBuilder dependsOn(Collection<String> pluginIds) {
		return start((start) -> start.dependsOn(new LinkedHashSet<>(pluginIds)));
	}

	/**
	 * Set whether to log each message, masked, at TRACE.
	 * @param traceWire the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder traceWire(boolean traceWire) {
		this.traceWire = this.keys.choose("trace-wire", this.traceWire, traceWire);
		return this;
	}

	/**
	 * Set a host method for this plugin alone.
	 * @param method the method's name
	 * @param handler what answers it
	 * @return this builder
	 */
	public PluginDefinitionBuilder handler(String method, HostMethod handler) {
		this.handlers.put(method, handler);
		return this;
	}

	/**
	 * Build the definition.
	 * @return the definition
	 * @throws IllegalArgumentException if the id is not valid, or there is not exactly
	 * one of entrypoint and command
	 */
	public PluginDefinition build() {
		return new PluginDefinition(this.id, this.launch, this.start, this.manifest, this.config, this.capabilities,
				this.rpcTimeout, this.shutdown, this.restart, this.healthCheck, this.limits, this.traceWire,
				this.handlers, this.keys.explicitKeys());
	}

}
