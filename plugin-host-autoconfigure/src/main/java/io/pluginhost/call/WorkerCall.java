package io.pluginhost.call;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

import io.pluginhost.CallInterruptedException;
import io.pluginhost.InvalidPluginConfigException;
import io.pluginhost.PluginCall;
import io.pluginhost.PluginRpcException;
import io.pluginhost.TimeLimits;
import io.pluginhost.concurrent.NonBlockingThread;
import io.pluginhost.json.RawJson;
import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallOutcome;
import io.pluginhost.output.StreamThread;
import io.pluginhost.rpc.PendingCall;

/**
 * A call of an application to a worker, and the way of its answer back. The answer is
 * read as its type by the thread that waits for it.
 */
final class WorkerCall implements PluginCall {

	private final PluginCalls calls;

	private final String method;

	private Duration timeout;

	private @Nullable Object params;

	private boolean setAsWhole;

	private @Nullable Map<String, @Nullable Object> namedParams;

	private @Nullable String companyId;

	private boolean failFast;

	WorkerCall(PluginCalls calls, String method) {
		this.calls = calls;
		this.method = method;
		this.timeout = calls.defaultTimeout();
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
		return Objects.requireNonNull(await((result) -> this.calls.answers().readTree(this.method, result)));
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
		StreamThread.refuseToWaitFor(this.calls.pluginId(), this.method);
		NonBlockingThread.refuseToWaitFor(this.calls.pluginId(), this.method);
		CallObservation observation = this.calls.observe(this.method);
		return observed(observation, () -> reader.apply(await(submit(observation))));
	}

	private RawJson await(PendingCall call) {
		try {
			RawJson result = call.get();
			this.calls.settled(call, null);
			return result;
		}
		catch (InterruptedException ex) {
			this.calls.cancel(call);
			Thread.currentThread().interrupt();
			throw new CallInterruptedException(this.calls.pluginId(), this.method, ex);
		}
		catch (ExecutionException ex) {
			Throwable failure = (ex.getCause() != null) ? ex.getCause() : ex;
			this.calls.settled(call, failure);
			throw translate(failure);
		}
	}

	private <T> CompletableFuture<@Nullable T> async(Type type) {
		CallObservation observation = this.calls.observe(this.method);
		CallFuture<T> future;
		try {
			PendingCall call = submit(observation);
			future = new CallFuture<>(call, this.calls);
			call.whenCompleteAsync((result, failure) -> future.settle(() -> observed(observation, () -> {
				this.calls.settled(call, failure);
				if (failure != null) {
					throw translate(failure);
				}
				return read(result, type);
			})), this.calls.callbacks());
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

	/**
	 * End the observation with the outcome that the caller gets.
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
		return this.calls.submit(this.method, (this.namedParams != null) ? this.namedParams : this.params, this.timeout,
				this.companyId, this.failFast, observation);
	}

	private <T> @Nullable T read(RawJson result, Type type) {
		return this.calls.answers().read(this.method, result, type);
	}

	private RuntimeException translate(Throwable failure) {
		return this.calls.answers().translate(this.method, failure);
	}

	/**
	 * A caller's own future: cancelling it cancels the call, completing it affects no
	 * other.
	 *
	 * @param <T> the type of the result
	 */
	private static final class CallFuture<T> extends CompletableFuture<@Nullable T> {

		private final PendingCall call;

		private final PluginCalls calls;

		CallFuture(PendingCall call, PluginCalls calls) {
			this.call = call;
			this.calls = calls;
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			boolean cancelled = super.cancel(mayInterruptIfRunning);
			if (cancelled) {
				this.calls.cancel(this.call);
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
