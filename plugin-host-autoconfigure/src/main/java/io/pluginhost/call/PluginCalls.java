package io.pluginhost.call;

import java.time.Duration;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginCall;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallObserver;
import io.pluginhost.observation.CallScope;
import io.pluginhost.protocol.ProtocolMessage;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.rpc.CallAttachment;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RpcCodec;
import io.pluginhost.rpc.RpcConnection;
import io.pluginhost.rpc.WriteMode;

/**
 * Sends the calls and notifications of one plugin to whichever process runs. Safe for use
 * by any thread; never blocks.
 */
public final class PluginCalls {

	private final PluginDefinition definition;

	private final CallIds ids;

	private final CallGate gate;

	private final CurrentConfig config;

	private final CallEncoder encoder;

	private final AnswerReader reader;

	private final Timekeeper time;

	private final Executor callbacks;

	private final CallObserver observer;

	/**
	 * Create the calls of a plugin.
	 * @param callbacks completes the futures of applications
	 */
	public PluginCalls(PluginDefinition definition, CallIds ids, CallGate gate, CurrentConfig config, Secrets secrets,
			RpcCodec codec, Timekeeper time, Executor callbacks, CallObserver observer) {
		this.definition = definition;
		this.ids = ids;
		this.gate = gate;
		this.config = config;
		this.encoder = new CallEncoder(definition, ids, codec);
		this.reader = new AnswerReader(definition.id(), codec.json(), secrets);
		this.time = time;
		this.callbacks = callbacks;
		this.observer = observer;
	}

	/**
	 * Create a call of an application.
	 */
	public PluginCall call(String method) {
		return new WorkerCall(this, method);
	}

	/**
	 * Send a notification of an application.
	 * @return whether a process was there to get it
	 */
	public boolean send(String method, @Nullable Object params) {
		byte[] line = this.encoder.notification(method, params);
		RpcConnection running = this.gate.current();
		return running != null && running.notify(line);
	}

	/**
	 * Check that a configuration can be sent at all.
	 * @throws PluginRpcException if it is too long or cannot be written
	 */
	public void checkConfigChange(ProtocolMessage change) {
		this.encoder.configChange(Long.MAX_VALUE, change);
	}

	/**
	 * Send a changed configuration to the process that runs.
	 * @return the call, settled at the latest when the process ends
	 */
	public PendingCall sendConfigChange(ProtocolMessage change) {
		long id = this.ids.next();
		PendingCall call = PendingCall.ofApplication(id, change.method(), this.encoder.configChange(id, change),
				this.definition.rpcTimeout(), this.time.nanoTime(), CallAttachment.NONE);
		this.config.beforeCall(call);
		this.gate.submit(call, true, WriteMode.BY_WRITER);
		return call;
	}

	/**
	 * Return how many calls wait for a process that starts.
	 */
	public int waiting() {
		return this.gate.waiting();
	}

	String pluginId() {
		return this.definition.id();
	}

	Duration defaultTimeout() {
		return this.definition.rpcTimeout();
	}

	CallObservation observe(String method) {
		return this.observer.call(this.definition.id(), method);
	}

	PendingCall submit(String method, @Nullable Object params, Duration timeout, @Nullable String companyId,
			boolean failFast, CallObservation observation) {
		long id = this.ids.next();
		byte[] line = this.encoder.call(id, method, companyId, observation.traceparent(), params);
		PendingCall call = PendingCall.ofApplication(id, method, line, timeout, this.time.nanoTime(),
				CallScope.of(companyId, observation));
		this.config.check(call);
		this.config.beforeCall(call);
		this.gate.submit(call, failFast, WriteMode.BY_CALLER);
		return call;
	}

	void cancel(PendingCall call) {
		this.gate.cancel(call);
	}

	/**
	 * Invoked when a call is settled, before its caller learns of it.
	 */
	void settled(PendingCall call, @Nullable Throwable failure) {
		this.config.afterCall(call, failure);
	}

	AnswerReader answers() {
		return this.reader;
	}

	Executor callbacks() {
		return this.callbacks;
	}

}
