package io.pluginhost.hostcall;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginDefinition;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.concurrent.WorkerThreads;
import io.pluginhost.json.RawJson;
import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallObserver;
import io.pluginhost.observation.CallScope;

/**
 * What the host calls of all processes of one plugin share. Owns the plugin's
 * {@link HandlerPermits}; otherwise immutable.
 */
public final class PluginHostCalls {

	private final PluginDefinition definition;

	private final PluginHandlers handlers;

	private final CallObserver observer;

	private final Executor callbacks;

	private final Timekeeper time;

	private final boolean includeMessage;

	private final HandlerPermits permits;

	/**
	 * Create what the host calls of a plugin share.
	 * @param definition the plugin
	 * @param handlers its host methods
	 * @param observer observes its calls
	 * @param threads run handlers, and notify them of cancellations
	 * @param time measures how long a call may take
	 * @param includeMessage whether workers see the messages of unexpected exceptions
	 */
	public PluginHostCalls(PluginDefinition definition, PluginHandlers handlers, CallObserver observer,
			WorkerThreads threads, Timekeeper time, boolean includeMessage) {
		this.definition = definition;
		this.handlers = handlers;
		this.observer = observer;
		this.callbacks = threads.callbacks();
		this.time = time;
		this.includeMessage = includeMessage;
		this.permits = new HandlerPermits(definition.limits(), threads.handlers(), time);
	}

	/**
	 * Create the host calls of a new process.
	 * @param generation the process's generation
	 * @param warnings receive the kind and the text of what it does wrong
	 * @param scopes returns the scope that a message's extension names
	 */
	public HostCalls open(long generation, BiConsumer<String, String> warnings,
			Function<@Nullable RawJson, CallScope> scopes) {
		return new HostCalls(this, generation, warnings, scopes);
	}

	String pluginId() {
		return this.definition.id();
	}

	PluginHandlers handlers() {
		return this.handlers;
	}

	HandlerPermits permits() {
		return this.permits;
	}

	Executor callbacks() {
		return this.callbacks;
	}

	Duration timeout() {
		return this.definition.limits().hostCallTimeout();
	}

	boolean includeMessage() {
		return this.includeMessage;
	}

	OpenHostCalls openCalls() {
		return new OpenHostCalls(this.time, timeout());
	}

	ActiveHostCall call(String method, long generation, @Nullable String companyId) {
		return new ActiveHostCall(pluginId(), method, generation, companyId, this.time.now().plus(timeout()),
				this.callbacks);
	}

	CallObservation observe(String method, boolean known, CallObservation cause) {
		return this.observer.hostCall(pluginId(), method, known, cause);
	}

}
