package io.pluginhost.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * The keys that may stand under {@code plugin-host.defaults} as well as under a plugin.
 * {@code null} is what has not been said.
 */
public class PluginDefaults {

	/**
	 * Whether the plugin is hosted.
	 */
	private @Nullable Boolean enabled;

	/**
	 * Whether the plugin's failure is the application's, as its health shows it.
	 */
	private @Nullable Boolean required;

	/**
	 * Arguments after the entrypoint.
	 */
	private @Nullable List<String> args;

	/**
	 * Arguments between the runtime and the entrypoint.
	 */
	private @Nullable List<String> execArgv;

	/**
	 * Directory the worker runs in. The one of the entrypoint unless set, else the one of
	 * the application.
	 */
	private @Nullable String workingDirectory;

	/**
	 * Environment variables to set for the worker.
	 */
	private @Nullable Map<String, String> env;

	/**
	 * Names, or beginnings of names such as 'NAME*', of environment variables let through
	 * to the worker.
	 */
	private @Nullable List<String> inheritEnv;

	/**
	 * Capabilities the host grants the plugin.
	 */
	private @Nullable List<String> capabilities;

	/**
	 * Time a call may take unless it says otherwise.
	 */
	private @Nullable Duration rpcTimeout;

	/**
	 * Time the worker may take to get ready.
	 */
	private @Nullable Duration initializeTimeout;

	/**
	 * Time the worker gets to end.
	 */
	private @Nullable Shutdown shutdown;

	/**
	 * When the worker is started again after a crash.
	 */
	private @Nullable Restart restart;

	/**
	 * How the worker is asked for signs of life.
	 */
	private @Nullable HealthCheck healthCheck;

	/**
	 * What the worker may ask of the host.
	 */
	private @Nullable Limits limits;

	/**
	 * Command put before the one of the worker, such as '[prlimit, --nofile=256]'.
	 */
	private @Nullable List<String> commandPrefix;

	/**
	 * Whether the worker is kept from gaining privileges, where the platform can.
	 */
	private @Nullable Boolean noNewPrivileges;

	/**
	 * Whether the worker is started by the first call instead of with the application.
	 */
	private @Nullable Boolean lazy;

	/**
	 * Plugins, by name or id, that are started before this one and stopped after it.
	 */
	private @Nullable List<String> dependsOn;

	/**
	 * Whether each message to and from the worker is logged at TRACE, masked, by the
	 * logger 'plugin.(id).wire'.
	 */
	private @Nullable Boolean traceWire;

	public @Nullable Boolean getEnabled() {
		return this.enabled;
	}

	public void setEnabled(@Nullable Boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable Boolean getRequired() {
		return this.required;
	}

	public void setRequired(@Nullable Boolean required) {
		this.required = required;
	}

	public @Nullable List<String> getArgs() {
		return this.args;
	}

	public void setArgs(@Nullable List<String> args) {
		this.args = args;
	}

	public @Nullable List<String> getExecArgv() {
		return this.execArgv;
	}

	public void setExecArgv(@Nullable List<String> execArgv) {
		this.execArgv = execArgv;
	}

	public @Nullable String getWorkingDirectory() {
		return this.workingDirectory;
	}

	public void setWorkingDirectory(@Nullable String workingDirectory) {
		this.workingDirectory = workingDirectory;
	}

	public @Nullable Map<String, String> getEnv() {
		return this.env;
	}

	public void setEnv(@Nullable Map<String, String> env) {
		this.env = env;
	}

	public @Nullable List<String> getInheritEnv() {
		return this.inheritEnv;
	}

	public void setInheritEnv(@Nullable List<String> inheritEnv) {
		this.inheritEnv = inheritEnv;
	}

	public @Nullable List<String> getCapabilities() {
		return this.capabilities;
	}

	public void setCapabilities(@Nullable List<String> capabilities) {
		this.capabilities = capabilities;
	}

	public @Nullable Duration getRpcTimeout() {
		return this.rpcTimeout;
	}

	public void setRpcTimeout(@Nullable Duration rpcTimeout) {
		this.rpcTimeout = rpcTimeout;
	}

	public @Nullable Duration getInitializeTimeout() {
		return this.initializeTimeout;
	}

	public void setInitializeTimeout(@Nullable Duration initializeTimeout) {
		this.initializeTimeout = initializeTimeout;
	}

	public @Nullable Shutdown getShutdown() {
		return this.shutdown;
	}

	public void setShutdown(@Nullable Shutdown shutdown) {
		this.shutdown = shutdown;
	}

	public @Nullable Restart getRestart() {
		return this.restart;
	}

	public void setRestart(@Nullable Restart restart) {
		this.restart = restart;
	}

	public @Nullable HealthCheck getHealthCheck() {
		return this.healthCheck;
	}

	public void setHealthCheck(@Nullable HealthCheck healthCheck) {
		this.healthCheck = healthCheck;
	}

	public @Nullable Limits getLimits() {
		return this.limits;
	}

	public void setLimits(@Nullable Limits limits) {
		this.limits = limits;
	}

	public @Nullable List<String> getCommandPrefix() {
		return this.commandPrefix;
	}

	public void setCommandPrefix(@Nullable List<String> commandPrefix) {
		this.commandPrefix = commandPrefix;
	}

	public @Nullable Boolean getNoNewPrivileges() {
		return this.noNewPrivileges;
	}

	public void setNoNewPrivileges(@Nullable Boolean noNewPrivileges) {
		this.noNewPrivileges = noNewPrivileges;
	}

	public @Nullable Boolean getLazy() {
		return this.lazy;
	}

	public void setLazy(@Nullable Boolean lazy) {
		this.lazy = lazy;
	}

	public @Nullable List<String> getDependsOn() {
		return this.dependsOn;
	}

	public void setDependsOn(@Nullable List<String> dependsOn) {
		this.dependsOn = dependsOn;
	}

	public @Nullable Boolean getTraceWire() {
		return this.traceWire;
	}

	public void setTraceWire(@Nullable Boolean traceWire) {
		this.traceWire = traceWire;
	}

	/**
	 * Time the worker gets to end.
	 *
	 * @param drain Time from being asked to end to SIGTERM.
	 * @param termGrace Time from SIGTERM to SIGKILL.
	 * @param killGrace Time from SIGKILL to giving up on the process.
	 */
	public record Shutdown(@Nullable Duration drain, @Nullable Duration termGrace, @Nullable Duration killGrace) {
	}

	/**
	 * When the worker is started again after a crash.
	 *
	 * @param enabled Whether the worker is started again after a crash.
	 * @param initialDelay Time from the first crash to the next start.
	 * @param multiplier Factor by which the delay grows with every crash in a row.
	 * @param maxDelay Longest delay.
	 * @param jitter Share of the delay that is left to chance, between 0 and 1.
	 * @param maxRestarts Number of restarts in a row after which a crash is final, -1 to
	 * never give up.
	 * @param resetAfter Time the worker must run for earlier crashes to be forgotten.
	 */
	public record Restart(@Nullable Boolean enabled, @Nullable Duration initialDelay, @Nullable Double multiplier,
			@Nullable Duration maxDelay, @Nullable Double jitter, @Nullable Integer maxRestarts,
			@Nullable Duration resetAfter) {
	}

	/**
	 * How the worker is asked for signs of life.
	 *
	 * @param enabled Whether the worker is asked for signs of life.
	 * @param interval Time from one question to the next.
	 * @param timeout Time an answer may take.
	 * @param failureThreshold Number of misses in a row after which the worker is killed.
	 * @param busyLimit Time for which a call in flight may excuse misses.
	 */
	public record HealthCheck(@Nullable Boolean enabled, @Nullable Duration interval, @Nullable Duration timeout,
			@Nullable Integer failureThreshold, @Nullable Duration busyLimit) {
	}

	/**
	 * What the worker may ask of the host.
	 *
	 * @param maxMessageSize Longest message in either direction.
	 * @param maxQueuedBytes Size of the messages that may wait for the worker to take
	 * them.
	 * @param maxPendingCalls Number of calls that may wait for the worker's answer.
	 * @param maxHostCalls Number of host handlers that may run for the worker at once.
	 * @param maxQueuedHostCalls Number of the worker's calls that may wait for a handler.
	 * @param hostCallTimeout Time a host handler may take.
	 * @param maxQueuedStreamBytes Size of the stream events that may wait for listeners.
	 * @param writeStallTimeout Time for which the worker may take nothing while messages
	 * wait.
	 * @param maxMemory Resident memory the worker's processes may use together, on Linux,
	 * measured every five seconds. Unlimited unless set.
	 */
	public record Limits(@Nullable DataSize maxMessageSize, @Nullable DataSize maxQueuedBytes,
			@Nullable Integer maxPendingCalls, @Nullable Integer maxHostCalls, @Nullable Integer maxQueuedHostCalls,
			@Nullable Duration hostCallTimeout, @Nullable DataSize maxQueuedStreamBytes,
			@Nullable Duration writeStallTimeout, @Nullable DataSize maxMemory) {
	}

}
