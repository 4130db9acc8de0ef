package io.pluginhost;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.pluginhost.handler.HostMethod;

/**
 * Builds a {@link PluginDefinition}: one method for each key a plugin has in
 * {@code application.yml}. What is not set has the value of {@code plugin-host.defaults}
 * once the plugin is registered, else the built-in default.
 */
public final class PluginDefinitionBuilder {

	private final String id;

	private boolean required = true;

	private @Nullable String entrypoint;

	private List<String> command = List.of();

	private List<String> args = List.of();

	private List<String> execArgv = List.of();

	private @Nullable Path workingDirectory;

	private Map<String, String> env = new LinkedHashMap<>();

	private List<String> inheritEnv = List.of();

	private Map<String, @Nullable Object> manifest = new LinkedHashMap<>();

	private Map<String, @Nullable Object> config = new LinkedHashMap<>();

	private Set<String> capabilities = new LinkedHashSet<>();

	private Duration rpcTimeout = Duration.ofSeconds(30);

	private Duration initializeTimeout = Duration.ofSeconds(15);

	private ShutdownPolicy shutdown = ShutdownPolicy.DEFAULT;

	private RestartPolicy restart = RestartPolicy.DEFAULT;

	private HealthCheckPolicy healthCheck = HealthCheckPolicy.DEFAULT;

	private WorkerLimits limits = WorkerLimits.DEFAULT;

	private List<String> commandPrefix = List.of();

	private boolean noNewPrivileges = true;

	private boolean lazy;

	private Set<String> dependsOn = new LinkedHashSet<>();

	private boolean traceWire;

	private Map<String, HostMethod> handlers = new LinkedHashMap<>();

	/** What has been set of the keys that an application can have defaults for. */
	private final Set<String> explicitKeys = new LinkedHashSet<>();

	PluginDefinitionBuilder(String id) {
		this.id = id;
	}

	PluginDefinitionBuilder(PluginDefinition definition) {
		this.id = definition.id();
		this.required = definition.required();
		this.entrypoint = definition.entrypoint();
		this.command = definition.command();
		this.args = definition.args();
		this.execArgv = definition.execArgv();
		this.workingDirectory = definition.workingDirectory();
		this.env.putAll(definition.env());
		this.inheritEnv = definition.inheritEnv();
		this.manifest.putAll(definition.manifest());
		this.config.putAll(definition.config());
		this.capabilities.addAll(definition.capabilities());
		this.rpcTimeout = definition.rpcTimeout();
		this.initializeTimeout = definition.initializeTimeout();
		this.shutdown = definition.shutdown();
		this.restart = definition.restart();
		this.healthCheck = definition.healthCheck();
		this.limits = definition.limits();
		this.commandPrefix = definition.commandPrefix();
		this.noNewPrivileges = definition.noNewPrivileges();
		this.lazy = definition.lazy();
		this.dependsOn.addAll(definition.dependsOn());
		this.traceWire = definition.traceWire();
		this.handlers.putAll(definition.handlers());
		this.explicitKeys.addAll(definition.explicitKeys().names());
	}

	private PluginDefinitionBuilder given(String key) {
		this.explicitKeys.add(key);
		return this;
	}

	/**
	 * Set whether the plugin's failure is the application's.
	 * @param required the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder required(boolean required) {
		this.required = required;
		return given("required");
	}

	/**
	 * Set file that is the worker: a path, or a {@code classpath:} location.
	 * @param entrypoint the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder entrypoint(@Nullable String entrypoint) {
		this.entrypoint = entrypoint;
		return this;
	}

	/**
	 * Set whole command, instead of an entrypoint.
	 * @param command the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder command(List<String> command) {
		this.command = List.copyOf(command);
		return this;
	}

	/**
	 * Set whole command, instead of an entrypoint.
	 * @param command the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder command(String... command) {
		return command(List.of(command));
	}

	/**
	 * Set arguments after the entrypoint.
	 * @param args the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder args(List<String> args) {
		this.args = List.copyOf(args);
		return given("args");
	}

	/**
	 * Set arguments after the entrypoint.
	 * @param args the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder args(String... args) {
		return args(List.of(args));
	}

	/**
	 * Set arguments between the runtime and the entrypoint.
	 * @param execArgv the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder execArgv(List<String> execArgv) {
		this.execArgv = List.copyOf(execArgv);
		return given("exec-argv");
	}

	/**
	 * Set arguments between the runtime and the entrypoint.
	 * @param execArgv the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder execArgv(String... execArgv) {
		return execArgv(List.of(execArgv));
	}

	/**
	 * Set directory the worker runs in; {@code null} for the entrypoint's, else the
	 * application's.
	 * @param workingDirectory the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder workingDirectory(@Nullable Path workingDirectory) {
		this.workingDirectory = workingDirectory;
		return given("working-directory");
	}

	/**
	 * Set environment variables to set.
	 * @param env the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder env(Map<String, String> env) {
		this.env = new LinkedHashMap<>(env);
		return given("env");
	}

	/**
	 * Add one environment variable to set.
	 * @param name the variable's name
	 * @param value its value
	 * @return this builder
	 */
	public PluginDefinitionBuilder env(String name, String value) {
		this.env.put(name, value);
		return given("env");
	}

	/**
	 * Set names, or {@code NAME*}, of variables let through from the host.
	 * @param inheritEnv the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder inheritEnv(List<String> inheritEnv) {
		this.inheritEnv = List.copyOf(inheritEnv);
		return given("inherit-env");
	}

	/**
	 * Set names, or {@code NAME*}, of variables let through from the host.
	 * @param inheritEnv the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder inheritEnv(String... inheritEnv) {
		return inheritEnv(List.of(inheritEnv));
	}

	/**
	 * Set what {@code initialize} tells the worker about its plugin; {@code id} and
	 * {@code
	 * version} are added where missing.
	 * @param manifest the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder manifest(Map<String, ? extends @Nullable Object> manifest) {
		this.manifest = new LinkedHashMap<>(manifest);
		return this;
	}

	/**
	 * Set the plugin's configuration, as it is sent to the worker.
	 * @param config the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder config(Map<String, ? extends @Nullable Object> config) {
		this.config = new LinkedHashMap<>(config);
		return this;
	}

	/**
	 * Set what the host grants the plugin.
	 * @param capabilities the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder capabilities(Iterable<String> capabilities) {
		this.capabilities.clear();
		capabilities.forEach(this.capabilities::add);
		return given("capabilities");
	}

	/**
	 * Set what the host grants the plugin.
	 * @param capabilities the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder capabilities(String... capabilities) {
		return capabilities(List.of(capabilities));
	}

	/**
	 * Set how long a call waits for its answer unless it says otherwise.
	 * @param rpcTimeout the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder rpcTimeout(Duration rpcTimeout) {
		this.rpcTimeout = rpcTimeout;
		return given("rpc-timeout");
	}

	/**
	 * Set how long the answer to {@code initialize} may take.
	 * @param initializeTimeout the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder initializeTimeout(Duration initializeTimeout) {
		this.initializeTimeout = initializeTimeout;
		return given("initialize-timeout");
	}

	/**
	 * Set how much time the worker gets to end.
	 * @param shutdown the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder shutdown(ShutdownPolicy shutdown) {
		this.shutdown = shutdown;
		return given("shutdown");
	}

	/**
	 * Set when the worker is started again after a crash.
	 * @param restart the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder restart(RestartPolicy restart) {
		this.restart = restart;
		return given("restart");
	}

	/**
	 * Set how the worker is asked for signs of life.
	 * @param healthCheck the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder healthCheck(HealthCheckPolicy healthCheck) {
		this.healthCheck = healthCheck;
		return given("health-check");
	}

	/**
	 * Set what the worker may ask of the host.
	 * @param limits the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder limits(WorkerLimits limits) {
		this.limits = limits;
		return given("limits");
	}

	/**
	 * Set command put before the worker's, such as {@code [prlimit, --nofile=256]}.
	 * @param commandPrefix the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder commandPrefix(List<String> commandPrefix) {
		this.commandPrefix = List.copyOf(commandPrefix);
		return given("command-prefix");
	}

	/**
	 * Set command put before the worker's, such as {@code [prlimit, --nofile=256]}.
	 * @param commandPrefix the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder commandPrefix(String... commandPrefix) {
		return commandPrefix(List.of(commandPrefix));
	}

	/**
	 * Set whether the worker is kept from gaining privileges, where the platform can.
	 * @param noNewPrivileges the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder noNewPrivileges(boolean noNewPrivileges) {
		this.noNewPrivileges = noNewPrivileges;
		return given("no-new-privileges");
	}

	/**
	 * Set whether the worker is started by the first call instead of with the
	 * application.
	 * @param lazy the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder lazy(boolean lazy) {
		this.lazy = lazy;
		return given("lazy");
	}

	/**
	 * Set the plugins that are started before this one and stopped after it, where they
	 * are started or stopped together.
	 * @param pluginIds their ids
	 * @return this builder
	 */
	public PluginDefinitionBuilder dependsOn(String... pluginIds) {
		return dependsOn(List.of(pluginIds));
	}

	/**
	 * Set the plugins that are started before this one and stopped after it, where they
	 * are started or stopped together.
	 * @param pluginIds their ids
	 * @return this builder
	 */
	public PluginDefinitionBuilder dependsOn(Collection<String> pluginIds) {
		this.dependsOn = new LinkedHashSet<>(pluginIds);
		return given("depends-on");
	}

	/**
	 * Set whether each message to and from the worker is logged at TRACE, masked.
	 * @param traceWire the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder traceWire(boolean traceWire) {
		this.traceWire = traceWire;
		return given("trace-wire");
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
	 * Set one part of {@link #restart(RestartPolicy)}.
	 * @param enabled the value
	 * @return this builder
	 * @see RestartPolicy#enabled
	 */
	public PluginDefinitionBuilder restartEnabled(boolean enabled) {
		this.restart = new RestartPolicy(enabled, this.restart.initialDelay(), this.restart.multiplier(),
				this.restart.maxDelay(), this.restart.jitter(), this.restart.maxRestarts(), this.restart.resetAfter());
		return given("restart.enabled");
	}

	/**
	 * Set one part of {@link #restart(RestartPolicy)}.
	 * @param initialDelay the value
	 * @return this builder
	 * @see RestartPolicy#initialDelay
	 */
	public PluginDefinitionBuilder restartInitialDelay(Duration initialDelay) {
		this.restart = new RestartPolicy(this.restart.enabled(), initialDelay, this.restart.multiplier(),
				this.restart.maxDelay(), this.restart.jitter(), this.restart.maxRestarts(), this.restart.resetAfter());
		return given("restart.initial-delay");
	}

	/**
	 * Set one part of {@link #restart(RestartPolicy)}.
	 * @param multiplier the value
	 * @return this builder
	 * @see RestartPolicy#multiplier
	 */
	public PluginDefinitionBuilder restartMultiplier(double multiplier) {
		this.restart = new RestartPolicy(this.restart.enabled(), this.restart.initialDelay(), multiplier,
				this.restart.maxDelay(), this.restart.jitter(), this.restart.maxRestarts(), this.restart.resetAfter());
		return given("restart.multiplier");
	}

	/**
	 * Set one part of {@link #restart(RestartPolicy)}.
	 * @param maxDelay the value
	 * @return this builder
	 * @see RestartPolicy#maxDelay
	 */
	public PluginDefinitionBuilder restartMaxDelay(Duration maxDelay) {
		this.restart = new RestartPolicy(this.restart.enabled(), this.restart.initialDelay(), this.restart.multiplier(),
				maxDelay, this.restart.jitter(), this.restart.maxRestarts(), this.restart.resetAfter());
		return given("restart.max-delay");
	}

	/**
	 * Set one part of {@link #restart(RestartPolicy)}.
	 * @param jitter the value
	 * @return this builder
	 * @see RestartPolicy#jitter
	 */
	public PluginDefinitionBuilder restartJitter(double jitter) {
		this.restart = new RestartPolicy(this.restart.enabled(), this.restart.initialDelay(), this.restart.multiplier(),
				this.restart.maxDelay(), jitter, this.restart.maxRestarts(), this.restart.resetAfter());
		return given("restart.jitter");
	}

	/**
	 * Set one part of {@link #restart(RestartPolicy)}.
	 * @param maxRestarts the value
	 * @return this builder
	 * @see RestartPolicy#maxRestarts
	 */
	public PluginDefinitionBuilder restartMaxRestarts(int maxRestarts) {
		this.restart = new RestartPolicy(this.restart.enabled(), this.restart.initialDelay(), this.restart.multiplier(),
				this.restart.maxDelay(), this.restart.jitter(), maxRestarts, this.restart.resetAfter());
		return given("restart.max-restarts");
	}

	/**
	 * Set one part of {@link #restart(RestartPolicy)}.
	 * @param resetAfter the value
	 * @return this builder
	 * @see RestartPolicy#resetAfter
	 */
	public PluginDefinitionBuilder restartResetAfter(Duration resetAfter) {
		this.restart = new RestartPolicy(this.restart.enabled(), this.restart.initialDelay(), this.restart.multiplier(),
				this.restart.maxDelay(), this.restart.jitter(), this.restart.maxRestarts(), resetAfter);
		return given("restart.reset-after");
	}

	/**
	 * Set one part of {@link #shutdown(ShutdownPolicy)}.
	 * @param drain the value
	 * @return this builder
	 * @see ShutdownPolicy#drain
	 */
	public PluginDefinitionBuilder shutdownDrain(Duration drain) {
		this.shutdown = new ShutdownPolicy(drain, this.shutdown.termGrace(), this.shutdown.killGrace());
		return given("shutdown.drain");
	}

	/**
	 * Set one part of {@link #shutdown(ShutdownPolicy)}.
	 * @param termGrace the value
	 * @return this builder
	 * @see ShutdownPolicy#termGrace
	 */
	public PluginDefinitionBuilder shutdownTermGrace(Duration termGrace) {
		this.shutdown = new ShutdownPolicy(this.shutdown.drain(), termGrace, this.shutdown.killGrace());
		return given("shutdown.term-grace");
	}

	/**
	 * Set one part of {@link #shutdown(ShutdownPolicy)}.
	 * @param killGrace the value
	 * @return this builder
	 * @see ShutdownPolicy#killGrace
	 */
	public PluginDefinitionBuilder shutdownKillGrace(Duration killGrace) {
		this.shutdown = new ShutdownPolicy(this.shutdown.drain(), this.shutdown.termGrace(), killGrace);
		return given("shutdown.kill-grace");
	}

	/**
	 * Set one part of {@link #healthCheck(HealthCheckPolicy)}.
	 * @param enabled the value
	 * @return this builder
	 * @see HealthCheckPolicy#enabled
	 */
	public PluginDefinitionBuilder healthCheckEnabled(boolean enabled) {
		this.healthCheck = new HealthCheckPolicy(enabled, this.healthCheck.interval(), this.healthCheck.timeout(),
				this.healthCheck.failureThreshold(), this.healthCheck.busyLimit());
		return given("health-check.enabled");
	}

	/**
	 * Set one part of {@link #healthCheck(HealthCheckPolicy)}.
	 * @param interval the value
	 * @return this builder
	 * @see HealthCheckPolicy#interval
	 */
	public PluginDefinitionBuilder healthCheckInterval(Duration interval) {
		this.healthCheck = new HealthCheckPolicy(this.healthCheck.enabled(), interval, this.healthCheck.timeout(),
				this.healthCheck.failureThreshold(), this.healthCheck.busyLimit());
		return given("health-check.interval");
	}

	/**
	 * Set one part of {@link #healthCheck(HealthCheckPolicy)}.
	 * @param timeout the value
	 * @return this builder
	 * @see HealthCheckPolicy#timeout
	 */
	public PluginDefinitionBuilder healthCheckTimeout(Duration timeout) {
		this.healthCheck = new HealthCheckPolicy(this.healthCheck.enabled(), this.healthCheck.interval(), timeout,
				this.healthCheck.failureThreshold(), this.healthCheck.busyLimit());
		return given("health-check.timeout");
	}

	/**
	 * Set one part of {@link #healthCheck(HealthCheckPolicy)}.
	 * @param failureThreshold the value
	 * @return this builder
	 * @see HealthCheckPolicy#failureThreshold
	 */
	public PluginDefinitionBuilder healthCheckFailureThreshold(int failureThreshold) {
		this.healthCheck = new HealthCheckPolicy(this.healthCheck.enabled(), this.healthCheck.interval(),
				this.healthCheck.timeout(), failureThreshold, this.healthCheck.busyLimit());
		return given("health-check.failure-threshold");
	}

	/**
	 * Set one part of {@link #healthCheck(HealthCheckPolicy)}.
	 * @param busyLimit the value
	 * @return this builder
	 * @see HealthCheckPolicy#busyLimit
	 */
	public PluginDefinitionBuilder healthCheckBusyLimit(Duration busyLimit) {
		this.healthCheck = new HealthCheckPolicy(this.healthCheck.enabled(), this.healthCheck.interval(),
				this.healthCheck.timeout(), this.healthCheck.failureThreshold(), busyLimit);
		return given("health-check.busy-limit");
	}

	/**
	 * Set one part of {@link #limits(WorkerLimits)}.
	 * @param maxMessageSize the value
	 * @return this builder
	 * @see WorkerLimits#maxMessageSize
	 */
	public PluginDefinitionBuilder maxMessageSize(long maxMessageSize) {
		this.limits = new WorkerLimits(maxMessageSize, this.limits.maxQueuedBytes(), this.limits.maxPendingCalls(),
				this.limits.maxHostCalls(), this.limits.maxQueuedHostCalls(), this.limits.hostCallTimeout(),
				this.limits.maxQueuedStreamBytes(), this.limits.writeStallTimeout(), this.limits.maxMemory());
		return given("limits.max-message-size");
	}

	/**
	 * Set one part of {@link #limits(WorkerLimits)}.
	 * @param maxQueuedBytes the value
	 * @return this builder
	 * @see WorkerLimits#maxQueuedBytes
	 */
	public PluginDefinitionBuilder maxQueuedBytes(long maxQueuedBytes) {
		this.limits = new WorkerLimits(this.limits.maxMessageSize(), maxQueuedBytes, this.limits.maxPendingCalls(),
				this.limits.maxHostCalls(), this.limits.maxQueuedHostCalls(), this.limits.hostCallTimeout(),
				this.limits.maxQueuedStreamBytes(), this.limits.writeStallTimeout(), this.limits.maxMemory());
		return given("limits.max-queued-bytes");
	}

	/**
	 * Set one part of {@link #limits(WorkerLimits)}.
	 * @param maxPendingCalls the value
	 * @return this builder
	 * @see WorkerLimits#maxPendingCalls
	 */
	public PluginDefinitionBuilder maxPendingCalls(int maxPendingCalls) {
		this.limits = new WorkerLimits(this.limits.maxMessageSize(), this.limits.maxQueuedBytes(), maxPendingCalls,
				this.limits.maxHostCalls(), this.limits.maxQueuedHostCalls(), this.limits.hostCallTimeout(),
				this.limits.maxQueuedStreamBytes(), this.limits.writeStallTimeout(), this.limits.maxMemory());
		return given("limits.max-pending-calls");
	}

	/**
	 * Set one part of {@link #limits(WorkerLimits)}.
	 * @param maxHostCalls the value
	 * @return this builder
	 * @see WorkerLimits#maxHostCalls
	 */
	public PluginDefinitionBuilder maxHostCalls(int maxHostCalls) {
		this.limits = new WorkerLimits(this.limits.maxMessageSize(), this.limits.maxQueuedBytes(),
				this.limits.maxPendingCalls(), maxHostCalls, this.limits.maxQueuedHostCalls(),
				this.limits.hostCallTimeout(), this.limits.maxQueuedStreamBytes(), this.limits.writeStallTimeout(),
				this.limits.maxMemory());
		return given("limits.max-host-calls");
	}

	/**
	 * Set one part of {@link #limits(WorkerLimits)}.
	 * @param maxQueuedHostCalls the value
	 * @return this builder
	 * @see WorkerLimits#maxQueuedHostCalls
	 */
	public PluginDefinitionBuilder maxQueuedHostCalls(int maxQueuedHostCalls) {
		this.limits = new WorkerLimits(this.limits.maxMessageSize(), this.limits.maxQueuedBytes(),
				this.limits.maxPendingCalls(), this.limits.maxHostCalls(), maxQueuedHostCalls,
				this.limits.hostCallTimeout(), this.limits.maxQueuedStreamBytes(), this.limits.writeStallTimeout(),
				this.limits.maxMemory());
		return given("limits.max-queued-host-calls");
	}

	/**
	 * Set one part of {@link #limits(WorkerLimits)}.
	 * @param hostCallTimeout the value
	 * @return this builder
	 * @see WorkerLimits#hostCallTimeout
	 */
	public PluginDefinitionBuilder hostCallTimeout(Duration hostCallTimeout) {
		this.limits = new WorkerLimits(this.limits.maxMessageSize(), this.limits.maxQueuedBytes(),
				this.limits.maxPendingCalls(), this.limits.maxHostCalls(), this.limits.maxQueuedHostCalls(),
				hostCallTimeout, this.limits.maxQueuedStreamBytes(), this.limits.writeStallTimeout(),
				this.limits.maxMemory());
		return given("limits.host-call-timeout");
	}

	/**
	 * Set one part of {@link #limits(WorkerLimits)}.
	 * @param maxQueuedStreamBytes the value
	 * @return this builder
	 * @see WorkerLimits#maxQueuedStreamBytes
	 */
	public PluginDefinitionBuilder maxQueuedStreamBytes(long maxQueuedStreamBytes) {
		this.limits = new WorkerLimits(this.limits.maxMessageSize(), this.limits.maxQueuedBytes(),
				this.limits.maxPendingCalls(), this.limits.maxHostCalls(), this.limits.maxQueuedHostCalls(),
				this.limits.hostCallTimeout(), maxQueuedStreamBytes, this.limits.writeStallTimeout(),
				this.limits.maxMemory());
		return given("limits.max-queued-stream-bytes");
	}

	/**
	 * Set one part of {@link #limits(WorkerLimits)}.
	 * @param writeStallTimeout the value
	 * @return this builder
	 * @see WorkerLimits#writeStallTimeout
	 */
	public PluginDefinitionBuilder writeStallTimeout(Duration writeStallTimeout) {
		this.limits = new WorkerLimits(this.limits.maxMessageSize(), this.limits.maxQueuedBytes(),
				this.limits.maxPendingCalls(), this.limits.maxHostCalls(), this.limits.maxQueuedHostCalls(),
				this.limits.hostCallTimeout(), this.limits.maxQueuedStreamBytes(), writeStallTimeout,
				this.limits.maxMemory());
		return given("limits.write-stall-timeout");
	}

	/**
	 * Set one part of {@link #limits(WorkerLimits)}.
	 * @param maxMemory the value
	 * @return this builder
	 * @see WorkerLimits#maxMemory
	 */
	public PluginDefinitionBuilder maxMemory(@Nullable Long maxMemory) {
		this.limits = new WorkerLimits(this.limits.maxMessageSize(), this.limits.maxQueuedBytes(),
				this.limits.maxPendingCalls(), this.limits.maxHostCalls(), this.limits.maxQueuedHostCalls(),
				this.limits.hostCallTimeout(), this.limits.maxQueuedStreamBytes(), this.limits.writeStallTimeout(),
				maxMemory);
		return given("limits.max-memory");
	}

	/**
	 * Make the definition.
	 * @return the definition
	 * @throws IllegalArgumentException if the id is not valid, a time is not longer than
	 * zero, or there is not exactly one of entrypoint and command
	 */
	public PluginDefinition build() {
		return new PluginDefinition(this.id, this.required, this.entrypoint, this.command, this.args, this.execArgv,
				this.workingDirectory, this.env, this.inheritEnv, this.manifest, this.config, this.capabilities,
				this.rpcTimeout, this.initializeTimeout, this.shutdown, this.restart, this.healthCheck, this.limits,
				this.commandPrefix, this.noNewPrivileges, this.lazy, this.dependsOn, this.traceWire, this.handlers,
				new ExplicitKeys(this.explicitKeys));
	}

}
