package io.pluginhost.worker;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CallInterruptedException;
import io.pluginhost.InvalidPluginConfigException;
import io.pluginhost.PluginCall;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.TimeLimits;
import io.pluginhost.concurrent.NonBlockingThread;
import io.pluginhost.json.JsonMismatch;
import io.pluginhost.json.RawJson;
import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallOutcome;
import io.pluginhost.observation.CallScope;
import io.pluginhost.output.StreamThread;
import io.pluginhost.redaction.PrintableThrowable;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RpcFailureException;
import io.pluginhost.rpc.WriteMode;

/**
 * A call on its way from an application to a worker, and its answer's way back. The
 * answer is read as its type by the thread that waits for it.
 */
final class WorkerCall implements PluginCall {

	private final PluginDefinition definition;

	private final String method;

	private final Worker worker;

	private final WorkerServices services;

	private Duration timeout;

	private @Nullable Object params;

	private boolean setAsWhole;

	private @Nullable Map<String, @Nullable Object> namedParams;

	private @Nullable String companyId;

	private boolean failFast;

	WorkerCall(PluginDefinition definition, String method, Worker worker, WorkerServices services) {
		this.definition = definition;
		this.method = method;
		this.worker = worker;
		this.services = services;
		this.timeout = definition.rpcTimeout();
	}

	@Override
	public PluginCall params(@Nullable Object params) {
		if (this.namedParams != null) {
			throw new IllegalStateException("Parameters have been set by name already: use either of the two");
		}
		this.setAsWhole = true;
		this.params = params;
		return this;
	}

	@Override
	public PluginCall param(String name, @Nullable Object value) {
		if (this.setAsWhole) {
			throw new IllegalStateException("Parameters have been set as a whole already: use either of the two");
		}
		if (this.namedParams == null) {
			this.namedParams = new LinkedHashMap<>();
		}
		this.namedParams.put(name, value);
		return this;
	}

	@Override
	public PluginCall timeout(Duration timeout) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("Timeout must be longer than zero but is " + timeout);
		}
		this.timeout = TimeLimits.bounded(timeout);
		return this;
	}

	@Override
	public PluginCall scope(String companyId) {
		this.companyId = companyId;
		return this;
	}

	@Override
	public PluginCall failFast() {
		this.failFast = true;
		return this;
	}

	@Override
	public JsonNode retrieve() {
		return Objects.requireNonNull(await(this::readTree));
	}

	@Override
	public <T> @Nullable T retrieve(Class<T> type) {
		return await((result) -> read(result, type));
	}

	@Override
	public <T> @Nullable T retrieve(TypeReference<T> type) {
		return await((result) -> read(result, type.getType()));
	}

	@Override
	public <T> CompletableFuture<@Nullable T> retrieveAsync(Class<T> type) {
		return async(type);
	}

	@Override
	public <T> CompletableFuture<@Nullable T> retrieveAsync(TypeReference<T> type) {
		return async(type.getType());
	}

	private <T extends @Nullable Object> T await(Function<RawJson, T> reader) {
		StreamThread.refuseToWaitFor(this.definition.id(), this.method);
		NonBlockingThread.refuseToWaitFor(this.definition.id(), this.method);
		CallObservation observation = observe();
		return observed(observation, () -> reader.apply(await(submit(observation))));
	}

	private RawJson await(PendingCall call) {
		try {
			RawJson result = call.get();
			this.worker.config().called(call, null);
			return result;
		}
		catch (InterruptedException ex) {
			this.worker.gate().cancel(call);
			Thread.currentThread().interrupt();
			throw new CallInterruptedException(this.definition.id(), this.method, ex);
		}
		catch (ExecutionException ex) {
			Throwable failure = (ex.getCause() != null) ? ex.getCause() : ex;
			this.worker.config().called(call, failure);
			throw translate(failure);
		}
	}

	private <T> CompletableFuture<@Nullable T> async(Type type) {
		CallObservation observation = observe();
		CallFuture<T> future;
		try {
			PendingCall call = submit(observation);
			future = new CallFuture<>(call, this.worker.gate());
			call.whenCompleteAsync((result, failure) -> future.settle(() -> observed(observation, () -> {
				this.worker.config().called(call, failure);
				if (failure != null) {
					throw translate(failure);
				}
				return read(result, type);
			})), this.services.threads().callbacks());
		}
		catch (PluginRpcException | InvalidPluginConfigException | IllegalArgumentException ex) {
			observation.stop(CallOutcome.of(ex), ex);
			return CompletableFuture.failedFuture(ex);
		}
		catch (RuntimeException | Error ex) {
			observation.stop(CallOutcome.ERROR, ex);
			throw ex;
		}
		return future;
	}

	private CallObservation observe() {
		return this.services.calls().call(this.definition.id(), this.method);
	}

	/**
	 * What the caller is told is what the call is seen to end with.
	 */
	private static <T extends @Nullable Object> T observed(CallObservation observation, Supplier<T> end) {
		T value;
		try {
			value = end.get();
		}
		catch (RuntimeException | Error ex) {
			observation.stop(CallOutcome.of(ex), ex);
			throw ex;
		}
		observation.stop(CallOutcome.SUCCESS, null);
		return value;
	}

	private PendingCall submit(CallObservation observation) {
		long id = this.worker.ids().next();
		PendingCall call = PendingCall.ofApplication(id, this.method, encode(id, observation.traceparent()),
				this.timeout, this.services.time().nanoTime(), CallScope.of(this.companyId, observation));
		this.worker.config().check(call);
		this.worker.config().calling(call);
		this.worker.gate().submit(call, this.failFast, WriteMode.BY_CALLER);
		return call;
	}

	private byte[] encode(long id, @Nullable String traceparent) {
		Object params = (this.namedParams != null) ? this.namedParams : this.params;
		return Outgoing.encode(this.definition, this.method, "give it a name with param(…)",
				() -> this.services.codec()
					.encodeRequest(id, this.method, this.worker.ids().envelope(id, this.companyId, traceparent), params,
							this.definition.limits().maxMessageSize()));
	}

	private JsonNode readTree(RawJson result) {
		try {
			return this.services.json().readTree(result);
		}
		catch (JacksonException ex) {
			throw unreadable(result, ex, JsonNode.class);
		}
	}

	private <T> @Nullable T read(RawJson result, Type type) {
		try {
			return this.services.json().read(result, type);
		}
		catch (JacksonException ex) {
			throw unreadable(result, ex, type);
		}
	}

	private PluginRpcException unreadable(RawJson result, JacksonException cause, Type type) {
		JsonMismatch mismatch = JsonMismatch.of("", rawClass(type), cause, () -> this.services.json().readTree(result));
		String part = mismatch.path().isEmpty() ? "it" : "'" + this.worker.secrets().redact(mismatch.path()) + "'";
		return new PluginRpcException(RpcErrorCodes.UNKNOWN,
				"Plugin '%s' answered '%s' with what cannot be read as %s: %s %s".formatted(this.definition.id(),
						this.method, type.getTypeName(), part, mismatch.problem()),
				null, this.definition.id(), this.method, printable(this.worker.secrets().unlessTelling(cause)));
	}

	private static @Nullable Throwable printable(@Nullable Throwable cause) {
		return (cause != null) ? PrintableThrowable.of(cause) : null;
	}

	private static Class<?> rawClass(Type type) {
		if (type instanceof ParameterizedType parameterized) {
			return rawClass(parameterized.getRawType());
		}
		return (type instanceof Class<?> rawClass) ? rawClass : Object.class;
	}

	private RuntimeException translate(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof RpcFailureException rpc) {
			return new PluginRpcException(rpc.error().code(), rpc.error().message(), rpc.error().data(),
					this.definition.id(), this.method, null);
		}
		return (cause instanceof RuntimeException runtime) ? runtime : new CompletionException(cause);
	}

	/**
	 * A caller's own future: cancelling it cancels the call, completing it harms nobody.
	 *
	 * @param <T> the type of the result
	 */
	private static final class CallFuture<T> extends CompletableFuture<@Nullable T> {

		private final PendingCall call;

		private final CallGate gate;

		CallFuture(PendingCall call, CallGate gate) {
			this.call = call;
			this.gate = gate;
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			boolean cancelled = super.cancel(mayInterruptIfRunning);
			if (cancelled) {
				this.gate.cancel(this.call);
			}
			return cancelled;
		}

		void settle(Supplier<@Nullable T> result) {
			try {
				complete(result.get());
			}
			catch (CancellationException ex) {
				super.cancel(false);
			}
			catch (RuntimeException | Error ex) {
				completeExceptionally(ex);
			}
		}

	}

}
