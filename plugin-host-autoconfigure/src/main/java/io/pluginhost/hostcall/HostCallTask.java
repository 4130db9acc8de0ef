package io.pluginhost.hostcall;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.json.RawJson;
import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallOutcome;
import io.pluginhost.redaction.PrintableThrowable;
import io.pluginhost.rpc.RpcError;
import io.pluginhost.rpc.RpcResponder;
import io.pluginhost.rpc.WriteMode;

/**
 * One run of a host handler, on a handler thread. The worker is answered by what comes
 * first: the result, the failure, the end of the timeout, or, if the handler has not
 * begun, the worker's own cancellation. The permit is released only when the handler has
 * returned. Safe for use by any thread.
 */
final class HostCallTask implements Runnable {

	private static final RpcError CANCELLED = new RpcError(RpcErrorCodes.CANCELLED, "Request cancelled");

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.handler");

	private final HostCalls owner;

	private final @Nullable String requestId;

	private final RegisteredHandler handler;

	private final ActiveHostCall call;

	private final @Nullable RawJson params;

	private final RpcResponder responder;

	private final CallObservation observation;

	/** Whether a thread runs the handler, or none will. */
	private final AtomicBoolean begun = new AtomicBoolean();

	private final AtomicBoolean done = new AtomicBoolean();

	private final AtomicBoolean ended = new AtomicBoolean();

	// Guarded by OpenHostCalls: when the timeout began, as a reading of the clock
	private long since;

	HostCallTask(HostCalls owner, @Nullable String requestId, RegisteredHandler handler, ActiveHostCall call,
			@Nullable RawJson params, RpcResponder responder, CallObservation observation) {
		this.owner = owner;
		this.requestId = requestId;
		this.handler = handler;
		this.call = call;
		this.params = params;
		this.responder = responder;
		this.observation = observation;
	}

	@Nullable String requestId() {
		return this.requestId;
	}

	void begin(long now) {
		this.since = now;
	}

	long begun() {
		return this.since;
	}

	/**
	 * Return whether a thread runs the handler, or none will.
	 */
	boolean hasBegun() {
		return this.begun.get();
	}

	boolean hasRoom() {
		return this.responder.hasRoom();
	}

	/**
	 * Have the task run once there is room for the answer.
	 */
	void awaitRoom() {
		this.owner.awaitRoom(this.responder);
	}

	/**
	 * Return the number of bytes that it holds while it waits.
	 */
	int size() {
		return (this.params != null) ? this.params.length() : 0;
	}

	void reject(RpcError error) {
		this.responder.refuse(error);
		if (error == CANCELLED) {
			observed(CallOutcome.CANCELLED, new CancellationException(error.message()), Runnable::run);
		}
		else {
			observed(CallOutcome.UNAVAILABLE, exception(error), Runnable::run);
		}
	}

	/**
	 * Answer with an error, and release the permit without running the handler.
	 */
	void rejectAdmitted(RpcError error) {
		this.begun.set(true);
		reject(error);
		done();
	}

	/**
	 * Invoked when the worker has cancelled its request. A handler that has begun may
	 * still answer, within its timeout.
	 */
	void cancel() {
		if (this.owner.withdraw(this)) {
			this.owner.answered(this);
			reject(CANCELLED);
		}
		this.call.cancel();
	}

	/**
	 * Invoked when the process that called has ended.
	 */
	void processEnded() {
		observed(CallOutcome.CANCELLED, new CancellationException("The process has ended"),
				this.owner.plugin().callbacks());
		this.call.cancel();
	}

	/**
	 * Invoked on the timer when the timeout has ended, after the call has been removed
	 * from {@link OpenHostCalls}.
	 */
	void expire() {
		if (this.done.get()) {
			return;
		}
		if (!this.owner.withdraw(this) && this.begun.compareAndSet(false, true)) {
			// It has a permit, but no thread could be started for it
			this.responder.refuse(HostCalls.BUSY);
			observed(CallOutcome.UNAVAILABLE, exception(HostCalls.BUSY), this.owner.plugin().callbacks());
			done();
			return;
		}
		this.responder.refuse(new RpcError(RpcErrorCodes.TIMEOUT, "The host did not answer '%s' within %d ms"
			.formatted(this.call.method(), this.owner.plugin().timeout().toMillis())));
		observed(CallOutcome.TIMEOUT,
				new RpcTimeoutException(this.call.pluginId(), this.call.method(), this.owner.plugin().timeout()),
				this.owner.plugin().callbacks());
		this.call.cancel();
	}

	@Override
	public void run() {
		if (!this.begun.compareAndSet(false, true)) {
			return;
		}
		if (this.call.isCancelled()) {
			rejectAdmitted(CANCELLED);
			return;
		}
		if (this.handler.interruptible()) {
			this.call.interruptThisThread();
		}
		try (CallObservation.Scope ignored = this.observation.openScope()) {
			handle();
		}
		finally {
			this.call.handled();
		}
	}

	private void handle() {
		try {
			Object result = this.handler.invoke(this.params, this.call);
			if (result instanceof CompletionStage<?> stage) {
				answer(stage, Thread.currentThread());
				return;
			}
			answer(result, null, WriteMode.BY_CALLER);
		}
		catch (Exception | Error ex) {
			answer(null, ex, WriteMode.BY_CALLER);
		}
	}

	/**
	 * A stage may be completed by a timer, or by a thread that must not block.
	 */
	private void answer(CompletionStage<?> stage, Thread own) {
		stage.whenComplete((result, failure) -> answer(result, failure,
				(Thread.currentThread() == own) ? WriteMode.BY_CALLER : WriteMode.BY_WRITER));
	}

	private void answer(@Nullable Object result, @Nullable Throwable failure, WriteMode writing) {
		Throwable observed = failure;
		try {
			if (failure != null) {
				this.responder.error(error(failure), writing);
			}
			else {
				observed = exception(this.responder.result(result, writing));
			}
		}
		catch (RuntimeException | Error ex) {
			// The result cannot be written as JSON
			observed = ex;
			this.responder.error(error(ex), writing);
		}
		finally {
			done();
			if (observed == null) {
				observed(CallOutcome.SUCCESS, null, Runnable::run);
			}
			else {
				observed(this.call.isCancelled() ? CallOutcome.CANCELLED : CallOutcome.ERROR, cause(observed),
						Runnable::run);
			}
		}
	}

	private static @Nullable Throwable exception(@Nullable RpcError error) {
		return (error != null) ? new PluginRpcException(error.code(), error.message(), error.data()) : null;
	}

	/**
	 * Stop the observation with the first outcome. Observation handlers must not run on
	 * the timer.
	 */
	private void observed(CallOutcome outcome, @Nullable Throwable failure, Executor thread) {
		if (this.observation != CallObservation.NONE && this.ended.compareAndSet(false, true)) {
			thread.execute(() -> this.observation.stop(outcome, failure));
		}
	}

	private void done() {
		if (this.done.compareAndSet(false, true)) {
			this.owner.done(this);
		}
	}

	private RpcError error(Throwable failure) {
		Throwable cause = cause(failure);
		if (cause instanceof PluginRpcException rpc) {
			RpcError error = new RpcError(rpc.code(), String.valueOf(rpc.getMessage()), rpc.data());
			if (this.requestId != null) {
				this.owner.warn(this.call.method(), error);
			}
			return error;
		}
		if (this.call.isCancelled()) {
			logger.debug("Host handler of '{}' was cancelled for plugin '{}'", this.call.method(), this.call.pluginId(),
					PrintableThrowable.of(cause));
			return CANCELLED;
		}
		String reference = Integer.toHexString(System.identityHashCode(this) | 0x10000000);
		logger.error("Host handler of '{}' failed for plugin '{}' (ref {})", this.call.method(), this.call.pluginId(),
				reference, PrintableThrowable.of(cause));
		String message = "Host handler failed (ref %s)".formatted(reference);
		return new RpcError(RpcErrorCodes.INTERNAL_ERROR,
				this.owner.plugin().includeMessage() ? message + ": " + cause.getMessage() : message);
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
