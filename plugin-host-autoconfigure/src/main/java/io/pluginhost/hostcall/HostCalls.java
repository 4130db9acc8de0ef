package io.pluginhost.hostcall;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.json.RawJson;
import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallOutcome;
import io.pluginhost.observation.CallScope;
import io.pluginhost.redaction.PrintableText;
import io.pluginhost.rpc.RpcError;
import io.pluginhost.rpc.RpcMessage;
import io.pluginhost.rpc.RpcResponder;
import io.pluginhost.rpc.WriteMode;

/**
 * The calls that one process makes to the host: admits what the plugin may call, acquires
 * one of the {@link HandlerPermits} for it, and rejects the rest at once. Invoked on the
 * thread that reads the process's stdout, which it does not block: handlers run on
 * threads of their own. Its only state are the calls that are not answered yet.
 *
 * @see "docs/decisions/handler-permits.md"
 */
public final class HostCalls {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	static final RpcError BUSY = new RpcError(RpcErrorCodes.UNAVAILABLE, "Host is busy");

	private static final int LONGEST_NAME = 200;

	private static final Set<Integer> MISTAKES = Set.of(RpcErrorCodes.METHOD_NOT_FOUND, RpcErrorCodes.CAPABILITY_DENIED,
			RpcErrorCodes.INVALID_PARAMS);

	private final PluginHostCalls plugin;

	private final long generation;

	private final BiConsumer<String, String> warnings;

	private final Function<@Nullable RawJson, CallScope> scopes;

	private final OpenHostCalls open;

	/** Whether waiting calls are resumed when the worker has read answers. */
	private final AtomicBoolean awaitingRoom = new AtomicBoolean();

	HostCalls(PluginHostCalls plugin, long generation, BiConsumer<String, String> warnings,
			Function<@Nullable RawJson, CallScope> scopes) {
		this.plugin = plugin;
		this.generation = generation;
		this.warnings = warnings;
		this.scopes = scopes;
		this.open = plugin.openCalls();
	}

	public void request(RpcMessage.Request request, RpcResponder responder) {
		RegisteredHandler handler = this.plugin.handlers().find(request.method());
		CallScope scope = this.scopes.apply(request.extension());
		CallObservation observation = observe(request.method(), handler, scope);
		RpcError rejection = rejection(request.method(), handler, scope);
		if (handler == null || rejection != null) {
			RpcError error = (rejection != null) ? rejection : unknown(request.method());
			warn(abbreviate(request.method()), error);
			reject(responder, observation, error);
			return;
		}
		start(new HostCallTask(this, request.id().json(), handler, call(request.method(), scope), request.params(),
				responder, observation));
	}

	/**
	 * Run the handler of a notification, if there is one and the plugin may call it.
	 * @return whether there is one
	 */
	public boolean notification(RpcMessage.Notification notification) {
		RegisteredHandler handler = this.plugin.handlers().find(notification.method());
		if (handler == null) {
			return false;
		}
		CallScope scope = this.scopes.apply(notification.extension());
		CallObservation observation = observe(notification.method(), handler, scope);
		RpcError rejection = rejection(notification.method(), handler, scope);
		NoResponder responder = new NoResponder(this.plugin.pluginId(), notification.method(), this.warnings);
		if (rejection != null) {
			reject(responder, observation, rejection);
			return true;
		}
		start(new HostCallTask(this, null, handler, call(notification.method(), scope), notification.params(),
				responder, observation));
		return true;
	}

	/**
	 * Cancel the requests with an id. They are answered nevertheless: at once if no
	 * handler has begun.
	 * @param id the id, as JSON
	 */
	public void cancel(String id) {
		this.open.find(id).forEach(HostCallTask::cancel);
	}

	/**
	 * Cancel all calls because the process has ended.
	 */
	public void end() {
		this.open.end().forEach((task) -> {
			withdraw(task);
			task.processEnded();
		});
	}

	/**
	 * Return the number of requests that are not answered yet.
	 */
	public int unanswered() {
		return this.open.requests();
	}

	PluginHostCalls plugin() {
		return this.plugin;
	}

	/**
	 * Log what is wrong with a request. The worker receives the error, but may ignore it.
	 */
	void warn(String method, RpcError error) {
		if (MISTAKES.contains(error.code())) {
			this.warnings.accept("refused",
					PrintableText.escape("'%s': %s%s".formatted(method, error.message(), advice(error))));
		}
	}

	/**
	 * Remove a call that waits for a permit.
	 * @return whether it waited
	 */
	boolean withdraw(HostCallTask task) {
		return this.plugin.permits().withdraw(task);
	}

	/**
	 * Resume waiting calls once the worker has read answers.
	 */
	void awaitRoom(RpcResponder responder) {
		if (this.awaitingRoom.compareAndSet(false, true)) {
			responder.runWhenRoom(() -> {
				this.awaitingRoom.set(false);
				this.plugin.permits().resume();
			});
		}
	}

	/**
	 * Invoked when the worker has its answer. The handler may still run, and keeps its
	 * permit until it returns.
	 */
	void answered(HostCallTask task) {
		this.open.remove(task);
	}

	/**
	 * Invoked when the handler has returned: releases its permit.
	 */
	void done(HostCallTask task) {
		answered(task);
		this.plugin.permits().release();
	}

	private void start(HostCallTask task) {
		if (!this.open.add(task)) {
			task.processEnded();
		}
		else if (!task.hasRoom() || !this.plugin.permits().acquire(task)) {
			answered(task);
			task.reject(BUSY);
		}
	}

	private ActiveHostCall call(String method, CallScope scope) {
		return this.plugin.call(method, this.generation, scope.companyId());
	}

	private CallObservation observe(String method, @Nullable RegisteredHandler handler, CallScope scope) {
		return this.plugin.observe(method, handler != null, scope.observation());
	}

	private static void reject(RpcResponder responder, CallObservation observation, RpcError error) {
		responder.refuse(error);
		if (observation != CallObservation.NONE) {
			observation.stop(CallOutcome.ERROR, new PluginRpcException(error.code(), error.message(), error.data()));
		}
	}

	private @Nullable RpcError rejection(String method, @Nullable RegisteredHandler handler, CallScope scope) {
		if (handler == null) {
			return unknown(method);
		}
		if (!this.plugin.handlers().isGranted(handler)) {
			return new RpcError(RpcErrorCodes.CAPABILITY_DENIED,
					"Plugin '%s' has not been granted '%s', which '%s' needs".formatted(this.plugin.pluginId(),
							handler.capability(), abbreviate(method)));
		}
		if (scope.forged()) {
			this.warnings.accept("forged-invocation",
					"'%s' was called with an invocation id of no call".formatted(PrintableText.escape(method)));
			return new RpcError(RpcErrorCodes.SCOPE_DENIED, "The invocation id belongs to no call of this worker");
		}
		return null;
	}

	private static RpcError unknown(String method) {
		return new RpcError(RpcErrorCodes.METHOD_NOT_FOUND,
				"The host has no method '%s'".formatted(abbreviate(method)));
	}

	/**
	 * Shorten a name, because an error may be kept until the worker reads it.
	 */
	private static String abbreviate(String method) {
		return (method.length() <= LONGEST_NAME) ? method : method.substring(0, LONGEST_NAME) + "…";
	}

	private static String advice(RpcError error) {
		return (error.code() == RpcErrorCodes.CAPABILITY_DENIED) ? " (add it to the plugin's 'capabilities')" : "";
	}

	/**
	 * Responds to a notification: logs errors, and ignores results.
	 *
	 * @param pluginId the plugin
	 * @param method the method of the notification
	 * @param warnings log errors
	 */
	private record NoResponder(String pluginId, String method,
			BiConsumer<String, String> warnings) implements RpcResponder {

		@Override
		public boolean hasRoom() {
			return true;
		}

		@Override
		public void runWhenRoom(Runnable action) {
			action.run();
		}

		@Override
		public @Nullable RpcError result(@Nullable Object result, WriteMode writing) {
			logger.trace("Handled notification '{}' of plugin '{}'", this.method, this.pluginId);
			return null;
		}

		@Override
		public void error(RpcError error, WriteMode writing) {
			refuse(error);
		}

		@Override
		public void refuse(RpcError error) {
			this.warnings.accept("not-handled", PrintableText
				.escape("Notification '%s': %s%s".formatted(this.method, error.message(), advice(error))));
		}

	}

}
