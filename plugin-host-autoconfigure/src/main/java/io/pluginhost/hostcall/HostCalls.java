package io.pluginhost.hostcall;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.HostMethod;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;
import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallOutcome;
import io.pluginhost.observation.CallScope;
import io.pluginhost.output.ProtocolWarnings;
import io.pluginhost.redaction.PrintableText;
import io.pluginhost.rpc.RpcError;
import io.pluginhost.rpc.RpcMessage;
import io.pluginhost.rpc.RpcResponder;
import io.pluginhost.rpc.WriteMode;

/**
 * The host methods that one process calls: lets through what the plugin may call, finds
 * it a place among {@link HandlerPermits}, and refuses the rest at once. Runs no handler
 * itself, and keeps no state but whose answers are due.
 *
 * @see "docs/decisions/handler-permits.md"
 */
public final class HostCalls {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	static final RpcError BUSY = new RpcError(RpcErrorCodes.UNAVAILABLE, "Host is busy");

	private static final int LONGEST_NAME = 200;

	private static final Set<Integer> MISTAKES = Set.of(RpcErrorCodes.METHOD_NOT_FOUND, RpcErrorCodes.CAPABILITY_DENIED,
			RpcErrorCodes.INVALID_PARAMS);

	private final PluginDefinition definition;

	private final long generation;

	private final HostCallServices services;

	private final HandlerPermits permits;

	private final ProtocolWarnings warnings;

	private final Function<@Nullable RawJson, CallScope> scopes;

	/** What the plugin's own definition brings; never changed. */
	private final Map<String, RegisteredHandler> ownHandlers = new HashMap<>();

	private final OpenHostCalls open;

	/** Whether the places are told when the worker has read answers. */
	private final AtomicBoolean awaitingRoom = new AtomicBoolean();

	public HostCalls(PluginDefinition definition, long generation, HostCallServices services, HandlerPermits permits,
			ProtocolWarnings warnings, Function<@Nullable RawJson, CallScope> scopes) {
		this.definition = definition;
		this.generation = generation;
		this.services = services;
		this.permits = permits;
		this.warnings = warnings;
		this.scopes = scopes;
		this.open = new OpenHostCalls(services.time(), definition.limits().hostCallTimeout());
		definition.handlers()
			.forEach((method, function) -> this.ownHandlers.put(method,
					services.handlers().wrap(new OwnHandler(method, function, services.codec()))));
	}

	public void request(RpcMessage.Request request, RpcResponder responder) {
		RegisteredHandler handler = handler(request.method());
		CallScope scope = this.scopes.apply(request.extension());
		CallObservation observation = observe(request.method(), handler, scope);
		RpcError refusal = refusal(request.method(), handler, scope);
		if (handler == null || refusal != null) {
			RpcError error = (refusal != null) ? refusal : unknown(request.method());
			complain(named(request.method()), error);
			refuse(responder, observation, error);
			return;
		}
		ActiveHostCall call = call(request.method(), scope);
		start(new HostCallTask(this, request.id().json(), handler, call, request.params(), responder, observation));
	}

	/**
	 * Run the handler of a notification, if there is one and the plugin may call it.
	 * @return whether there is one
	 */
	public boolean notification(RpcMessage.Notification notification) {
		RegisteredHandler handler = handler(notification.method());
		if (handler == null) {
			return false;
		}
		CallScope scope = this.scopes.apply(notification.extension());
		CallObservation observation = observe(notification.method(), handler, scope);
		RpcError refusal = refusal(notification.method(), handler, scope);
		NoResponder responder = new NoResponder(this.definition.id(), notification.method(), this.warnings);
		if (refusal != null) {
			refuse(responder, observation, refusal);
			return true;
		}
		start(new HostCallTask(this, null, handler, call(notification.method(), scope), notification.params(),
				responder, observation));
		return true;
	}

	/**
	 * Log what is wrong with a request: its worker is told, but need not tell anybody.
	 */
	void complain(String method, RpcError refusal) {
		if (MISTAKES.contains(refusal.code())) {
			this.warnings.add("refused", Level.WARN,
					PrintableText.escape("'%s': %s%s".formatted(method, refusal.message(), wayOut(refusal))));
		}
	}

	private static String wayOut(RpcError refusal) {
		return (refusal.code() == RpcErrorCodes.CAPABILITY_DENIED) ? " (add it to the plugin's 'capabilities')" : "";
	}

	private CallObservation observe(String method, @Nullable RegisteredHandler handler, CallScope scope) {
		return this.services.calls().hostCall(this.definition.id(), method, handler != null, scope.observation());
	}

	private static void refuse(RpcResponder responder, CallObservation observation, RpcError refusal) {
		responder.refuse(refusal);
		if (observation != CallObservation.NONE) {
			observation.stop(CallOutcome.ERROR,
					new PluginRpcException(refusal.code(), refusal.message(), refusal.data()));
		}
	}

	private ActiveHostCall call(String method, CallScope scope) {
		return new ActiveHostCall(this.definition.id(), method, this.generation, scope.companyId(),
				this.services.time().now().plus(this.definition.limits().hostCallTimeout()), this.services.callbacks());
	}

	/**
	 * Hear that the worker does not need the result any more. It is answered all the
	 * same: at once if nobody has begun to work on its request.
	 * @param id the id of its request, as JSON
	 */
	public void cancel(String id) {
		this.open.find(id).forEach(HostCallTask::cancel);
	}

	/**
	 * Take back what waits for its turn: nobody runs it.
	 * @return whether it waited
	 */
	boolean withdraw(HostCallTask task) {
		return this.permits.withdraw(task);
	}

	/**
	 * Let calls begin that wait once the worker has read answers.
	 */
	void awaitRoom(RpcResponder responder) {
		if (this.awaitingRoom.compareAndSet(false, true)) {
			responder.runWhenRoom(() -> {
				this.awaitingRoom.set(false);
				this.permits.resume();
			});
		}
	}

	/**
	 * The worker has its answer, though the handler may still be at work, and keeps its
	 * place until it is done.
	 */
	void answered(HostCallTask task) {
		this.open.remove(task);
	}

	/**
	 * Hear that there is nobody to answer any more.
	 */
	public void end() {
		this.open.end().forEach((task) -> {
			withdraw(task);
			task.abandon();
		});
	}

	/**
	 * How many answers the host owes the worker.
	 */
	public int owed() {
		return this.open.requests();
	}

	/**
	 * A handler is done, one way or another: its place is the next one's.
	 */
	void done(HostCallTask task) {
		answered(task);
		this.permits.leave();
	}

	HostCallServices services() {
		return this.services;
	}

	PluginDefinition definition() {
		return this.definition;
	}

	private void start(HostCallTask task) {
		if (!this.open.add(task)) {
			task.abandon();
		}
		else if (!task.hasRoom() || !this.permits.take(task)) {
			answered(task);
			task.refuse(BUSY);
		}
	}

	private @Nullable RegisteredHandler handler(String method) {
		RegisteredHandler own = this.ownHandlers.get(method);
		return (own != null) ? own : this.services.handlers().find(this.definition.id(), method).orElse(null);
	}

	private @Nullable RpcError refusal(String method, @Nullable RegisteredHandler handler, CallScope scope) {
		if (handler == null) {
			return unknown(method);
		}
		String capability = handler.capability();
		if (!capability.isEmpty() && !this.definition.capabilities().contains(capability)) {
			return new RpcError(RpcErrorCodes.CAPABILITY_DENIED,
					"Plugin '%s' has not been granted '%s', which '%s' needs".formatted(this.definition.id(),
							capability, named(method)));
		}
		if (scope.forged()) {
			this.warnings.add("forged-invocation", Level.WARN,
					"'%s' was called with an invocation id of no call".formatted(PrintableText.escape(method)));
			return new RpcError(RpcErrorCodes.SCOPE_DENIED, "The invocation id belongs to no call of this worker");
		}
		return null;
	}

	private static RpcError unknown(String method) {
		return new RpcError(RpcErrorCodes.METHOD_NOT_FOUND, "The host has no method '%s'".formatted(named(method)));
	}

	/**
	 * A refusal may wait for long, and is no longer for the name of a method.
	 */
	private static String named(String method) {
		return (method.length() <= LONGEST_NAME) ? method : method.substring(0, LONGEST_NAME) + "…";
	}

	/**
	 * A handler that the plugin's own definition brings.
	 *
	 * @param method the method
	 * @param function what answers it
	 * @param codec reads the parameters
	 */
	private record OwnHandler(String method, HostMethod function, JsonCodec codec) implements RegisteredHandler {

		@Override
		public String capability() {
			return "";
		}

		@Override
		public boolean interruptible() {
			return false;
		}

		@Override
		public @Nullable Object invoke(@Nullable RawJson params, HostCall call) throws Exception {
			return this.function.handle(tree(params), call);
		}

		private JsonNode tree(@Nullable RawJson params) {
			try {
				return this.codec.readTree(params);
			}
			catch (JacksonException ex) {
				throw new PluginRpcException(RpcErrorCodes.INVALID_PARAMS, "The parameters are no valid JSON", null);
			}
		}

	}

	/**
	 * Takes the answer that nobody asked for.
	 *
	 * @param pluginId the plugin
	 * @param method the method of the notification
	 * @param warnings hear if it is not handled
	 */
	private record NoResponder(String pluginId, String method, ProtocolWarnings warnings) implements RpcResponder {

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
			logger.trace("Notification '{}' of plugin '{}' is handled", this.method, this.pluginId);
			return null;
		}

		@Override
		public void error(RpcError error, WriteMode writing) {
			refuse(error);
		}

		@Override
		public void refuse(RpcError error) {
			this.warnings.add("not-handled", Level.WARN, PrintableText
				.escape("Notification '%s': %s%s".formatted(this.method, error.message(), wayOut(error))));
		}

	}

}
