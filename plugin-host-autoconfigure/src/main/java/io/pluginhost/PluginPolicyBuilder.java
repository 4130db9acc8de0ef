package io.pluginhost;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The part of {@link PluginDefinitionBuilder} that sets policies: each as a whole, or its
 * values one by one.
 */
public abstract sealed class PluginPolicyBuilder permits PluginDefinitionBuilder {

	final KeyRecorder keys = new KeyRecorder();

	ShutdownPolicy shutdown = ShutdownPolicy.DEFAULT;

	RestartPolicy restart = RestartPolicy.DEFAULT;

	HealthCheckPolicy healthCheck = HealthCheckPolicy.DEFAULT;

	WorkerLimits limits = WorkerLimits.DEFAULT;

	PluginPolicyBuilder() {
	}

	private PluginDefinitionBuilder self() {
		return (PluginDefinitionBuilder) this;
	}

	/**
	 * Set how much time the worker has to exit.
	 * @param shutdown the policy
	 * @return this builder
	 */
	public PluginDefinitionBuilder shutdown(ShutdownPolicy shutdown) {
		this.shutdown = this.keys.choose("shutdown", this.shutdown, shutdown);
		return self();
	}

	/**
	 * Set single values of how much time the worker has to exit.
	 * @param settings sets the values
	 * @return this builder
	 */
	public PluginDefinitionBuilder shutdown(Consumer<ShutdownPolicy.Builder> settings) {
		ShutdownPolicy.Builder builder = new ShutdownPolicy.Builder(this.shutdown, this.keys);
		settings.accept(builder);
		this.shutdown = builder.build();
		return self();
	}

	/**
	 * Set when the worker is restarted after a crash.
	 * @param restart the policy
	 * @return this builder
	 */
	public PluginDefinitionBuilder restart(RestartPolicy restart) {
		this.restart = this.keys.choose("restart", this.restart, restart);
		return self();
	}

	/**
	 * Set single values of when the worker is restarted after a crash.
	 * @param settings sets the values
	 * @return this builder
	 */
	public PluginDefinitionBuilder restart(Consumer<RestartPolicy.Builder> settings) {
		RestartPolicy.Builder builder = new RestartPolicy.Builder(this.restart, this.keys);
		settings.accept(builder);
		this.restart = builder.build();
		return self();
	}

	/**
	 * Set how the health of the worker is checked.
	 * @param healthCheck the policy
	 * @return this builder
	 */
	public PluginDefinitionBuilder healthCheck(HealthCheckPolicy healthCheck) {
		this.healthCheck = this.keys.choose("health-check", this.healthCheck, healthCheck);
		return self();
	}

	/**
	 * Set single values of how the health of the worker is checked.
	 * @param settings sets the values
	 * @return this builder
	 */
	public PluginDefinitionBuilder healthCheck(Consumer<HealthCheckPolicy.Builder> settings) {
		HealthCheckPolicy.Builder builder = new HealthCheckPolicy.Builder(this.healthCheck, this.keys);
		settings.accept(builder);
		this.healthCheck = builder.build();
		return self();
	}

	/**
	 * Set the resources of the host that the worker may use.
	 * @param limits the policy
	 * @return this builder
	 */
	public PluginDefinitionBuilder limits(WorkerLimits limits) {
		this.limits = this.keys.choose("limits", this.limits, limits);
		return self();
	}

	/**
	 * Set single values of the resources of the host that the worker may use.
	 * @param settings sets the values
	 * @return this builder
	 */
	public PluginDefinitionBuilder limits(Consumer<WorkerLimits.Builder> settings) {
		WorkerLimits.Builder builder = new WorkerLimits.Builder(this.limits, this.keys);
		settings.accept(builder);
		this.limits = builder.build();
		return self();
	}

	/**
	 * Set {@link ShutdownPolicy#drain}.
	 * @param drain the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder shutdownDrain(Duration drain) {
		return shutdown((shutdown) -> shutdown.drain(drain));
	}

	/**
	 * Set {@link ShutdownPolicy#termGrace}.
	 * @param termGrace the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder shutdownTermGrace(Duration termGrace) {
		return shutdown((shutdown) -> shutdown.termGrace(termGrace));
	}

	/**
	 * Set {@link ShutdownPolicy#killGrace}.
	 * @param killGrace the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder shutdownKillGrace(Duration killGrace) {
		return shutdown((shutdown) -> shutdown.killGrace(killGrace));
	}

	/**
	 * Set {@link RestartPolicy#enabled}.
	 * @param enabled the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder restartEnabled(boolean enabled) {
		return restart((restart) -> restart.enabled(enabled));
	}

	/**
	 * Set {@link RestartPolicy#initialDelay}.
	 * @param initialDelay the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder restartInitialDelay(Duration initialDelay) {
		return restart((restart) -> restart.initialDelay(initialDelay));
	}

	/**
	 * Set {@link RestartPolicy#multiplier}.
	 * @param multiplier the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder restartMultiplier(double multiplier) {
		return restart((restart) -> restart.multiplier(multiplier));
	}

	/**
	 * Set {@link RestartPolicy#maxDelay}.
	 * @param maxDelay the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder restartMaxDelay(Duration maxDelay) {
		return restart((restart) -> restart.maxDelay(maxDelay));
	}

	/**
	 * Set {@link RestartPolicy#jitter}.
	 * @param jitter the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder restartJitter(double jitter) {
		return restart((restart) -> restart.jitter(jitter));
	}

	/**
	 * Set {@link RestartPolicy#maxRestarts}.
	 * @param maxRestarts the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder restartMaxRestarts(int maxRestarts) {
		return restart((restart) -> restart.maxRestarts(maxRestarts));
	}

	/**
	 * Set {@link RestartPolicy#resetAfter}.
	 * @param resetAfter the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder restartResetAfter(Duration resetAfter) {
		return restart((restart) -> restart.resetAfter(resetAfter));
	}

	/**
	 * Set {@link HealthCheckPolicy#enabled}.
	 * @param enabled the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder healthCheckEnabled(boolean enabled) {
		return healthCheck((healthCheck) -> healthCheck.enabled(enabled));
	}

	/**
	 * Set {@link HealthCheckPolicy#interval}.
	 * @param interval the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder healthCheckInterval(Duration interval) {
		return healthCheck((healthCheck) -> healthCheck.interval(interval));
	}

	/**
	 * Set {@link HealthCheckPolicy#timeout}.
	 * @param timeout the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder healthCheckTimeout(Duration timeout) {
		return healthCheck((healthCheck) -> healthCheck.timeout(timeout));
	}

	/**
	 * Set {@link HealthCheckPolicy#failureThreshold}.
	 * @param failureThreshold the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder healthCheckFailureThreshold(int failureThreshold) {
		return healthCheck((healthCheck) -> healthCheck.failureThreshold(failureThreshold));
	}

	/**
	 * Set {@link HealthCheckPolicy#busyLimit}.
	 * @param busyLimit the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder healthCheckBusyLimit(Duration busyLimit) {
		return healthCheck((healthCheck) -> healthCheck.busyLimit(busyLimit));
	}

	/**
	 * Set {@link WorkerLimits#maxMessageSize}.
	 * @param maxMessageSize the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder maxMessageSize(long maxMessageSize) {
		return limits((limits) -> limits.maxMessageSize(maxMessageSize));
	}

	/**
	 * Set {@link WorkerLimits#maxQueuedBytes}.
	 * @param maxQueuedBytes the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder maxQueuedBytes(long maxQueuedBytes) {
		return limits((limits) -> limits.maxQueuedBytes(maxQueuedBytes));
	}

	/**
	 * Set {@link WorkerLimits#maxPendingCalls}.
	 * @param maxPendingCalls the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder maxPendingCalls(int maxPendingCalls) {
		return limits((limits) -> limits.maxPendingCalls(maxPendingCalls));
	}

	/**
	 * Set {@link WorkerLimits#maxHostCalls}.
	 * @param maxHostCalls the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder maxHostCalls(int maxHostCalls) {
		return limits((limits) -> limits.maxHostCalls(maxHostCalls));
	}

	/**
	 * Set {@link WorkerLimits#maxQueuedHostCalls}.
	 * @param maxQueuedHostCalls the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder maxQueuedHostCalls(int maxQueuedHostCalls) {
		return limits((limits) -> limits.maxQueuedHostCalls(maxQueuedHostCalls));
	}

	/**
	 * Set {@link WorkerLimits#hostCallTimeout}.
	 * @param hostCallTimeout the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder hostCallTimeout(Duration hostCallTimeout) {
		return limits((limits) -> limits.hostCallTimeout(hostCallTimeout));
	}

	/**
	 * Set {@link WorkerLimits#maxQueuedStreamBytes}.
	 * @param maxQueuedStreamBytes the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder maxQueuedStreamBytes(long maxQueuedStreamBytes) {
		return limits((limits) -> limits.maxQueuedStreamBytes(maxQueuedStreamBytes));
	}

	/**
	 * Set {@link WorkerLimits#writeStallTimeout}.
	 * @param writeStallTimeout the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder writeStallTimeout(Duration writeStallTimeout) {
		return limits((limits) -> limits.writeStallTimeout(writeStallTimeout));
	}

	/**
	 * Set {@link WorkerLimits#maxMemory}.
	 * @param maxMemory the value
	 * @return this builder
	 */
	public PluginDefinitionBuilder maxMemory(@Nullable Long maxMemory) {
		return limits((limits) -> limits.maxMemory(maxMemory));
	}

}
