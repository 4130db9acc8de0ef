package io.pluginhost.worker;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import io.pluginhost.InvalidPluginConfigException;
import io.pluginhost.PluginDefinition;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.concurrent.WorkerThreads;
import io.pluginhost.hostcall.HandlerRegistry;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.observation.CallObserver;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.process.WorkerProcessLauncher;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.rpc.RpcCodec;

/**
 * What all workers of a host share.
 *
 * @param launcher starts processes
 * @param codec writes and reads messages
 * @param handlers knows the host methods
 * @param listener hears all news
 * @param protocol what is said to workers and what their words mean
 * @param time tells the time, and when it is up
 * @param random from 0 to 1, for jitter
 * @param threads do the work
 * @param environment the host's own, and what else it was given, whose secrets nobody is
 * to be told
 * @param includeMessage whether workers are told the messages of unexpected exceptions
 * @param hostClosing tells whether the host is about to end; asked on loops
 * @param calls watches calls
 * @param configs checks configurations
 */
public record WorkerServices(WorkerProcessLauncher launcher, RpcCodec codec, HandlerRegistry handlers,
		WorkerListener listener, WorkerProtocol protocol, Timekeeper time, DoubleSupplier random, WorkerThreads threads,
		Map<String, String> environment, boolean includeMessage, BooleanSupplier hostClosing, CallObserver calls,
		ConfigValidator configs) {

	/**
	 * Return the codec for what is inside messages.
	 */
	JsonCodec json() {
		return this.codec.json();
	}

	/**
	 * Return what is wrong with a plugin's configuration, if anything is.
	 */
	public @Nullable InvalidPluginConfigException check(PluginDefinition definition) {
		List<ConfigProblem> problems = this.configs.validate(definition);
		return problems.isEmpty() ? null : new InvalidPluginConfigException(definition.id(),
				problems.stream().map(ConfigProblem::toString).toList());
	}

}
