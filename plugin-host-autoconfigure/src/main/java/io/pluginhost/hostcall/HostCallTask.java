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
 * One run of a host handler, on a handler thread. Whatever comes first answers the
 * worker: the result, the failure, or the end of its time; or its own cancellation, if
 * the handler has not begun. The place it takes is free again only when the handler is
 * done.
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

	/** Whether a thread works on it, or none does any more. */
	private final AtomicBoolean begun = new AtomicBoolean();

	private final AtomicBoolean done = new AtomicBoolean();

	private final AtomicBoolean ended = new AtomicBoolean();

	/** Guarded by {@link OpenHostCalls}: when its time began. */
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
	 * Return whether a thread works on it, or none has to any more.
	 */
	boolean hasBegun() {
		return this.begun.get();
	}

	boolean hasRoom() {
		return this.responder.hasRoom();
	}

	/**
	 * Begin once there is room for the answer.
	 */
	void awaitRoom() {
		this.owner.awaitRoom(this.responder);
	}

	/**
	 * Return how many bytes are kept for it.
	 */
	int size() {
		return (this.params != null) ? this.params.length() : 0;
	}

	void refuse(RpcError error) {
		this.responder.refuse(error);
		if (error == CANCELLED) {
			observed(CallOutcome.CANCELLED, new CancellationException(error.message()), Runnable::run);
		}
		else {
			observed(CallOutcome.UNAVAILABLE, exception(error), Runnable::run);
		}
	}

	/**
	 * Give up the place it has: nobody runs it.
	 */
	void reject(RpcError error) {
		this.begun.set(true);
		refuse(error);
		done();
	}

	/**
	 * Hear that the worker does not need the result any more. A handler that has begun
	 * answers as it likes, within its time.
	 */
	void cancel() {
		if (this.owner.withdraw(this)) {
			this.owner.answered(this);
			refuse(CANCELLED);
		}
		this.call.cancel();
	}

	/**
	 * Hear that there is nobody to answer any more.
	 */
	void abandon() {
		observed(CallOutcome.CANCELLED, new CancellationException("Nobody waits for the answer"),
				this.owner.services().callbacks());
		this.call.cancel();
	}

	/**
	 * Hear that its time is up; it has been taken from those that wait for an answer.
	 */
	void expire() {
		if (this.done.get()) {
			return;
		}
		if (!this.owner.withdraw(this) && this.begun.compareAndSet(false, true)) {
			// It has a place, but no thread could be started for it
			this.responder.refuse(HostCalls.BUSY);
			observed(CallOutcome.UNAVAILABLE, exception(HostCalls.BUSY), this.owner.services().callbacks());
			done();
			return;
		}
		this.responder.refuse(new RpcError(RpcErrorCodes.TIMEOUT, "The host did not answer '%s' within %d ms"
			.formatted(this.call.method(), this.owner.definition().limits().hostCallTimeout().toMillis())));
		observed(CallOutcome.TIMEOUT, new RpcTimeoutException(this.call.pluginId(), this.call.method(),
				this.owner.definition().limits().hostCallTimeout()), this.owner.services().callbacks());
		this.call.cancel();
	}

	@Override
	public void run() {
		if (!this.begun.compareAndSet(false, true)) {
			return;
		}
		if (this.call.isCancelled()) {
			reject(CANCELLED);
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
	 * What completes a stage later may be a timer, or a thread that others wait for.
	 */
	private void answer(CompletionStage<?> stage, Thread own) {
		stage.whenComplete((result, failure) -> answer(result, failure,
				(Thread.currentThread() == own) ? WriteMode.BY_CALLER : WriteMode.BY_WRITER));
	}

	private void answer(@Nullable Object result, @Nullable Throwable failure, WriteMode writing) {
		Throwable told = failure;
		try {
			if (failure != null) {
				this.responder.error(error(failure), writing);
			}
			else {
				told = exception(this.responder.result(result, writing));
			}
		}
		catch (RuntimeException | Error ex) {
			// What the handler gave is no good to be written
			told = ex;
			this.responder.error(error(ex), writing);
		}
		finally {
			done();
			if (told == null) {
				observed(CallOutcome.SUCCESS, null, Runnable::run);
			}
			else {
				observed(this.call.isCancelled() ? CallOutcome.CANCELLED : CallOutcome.ERROR, cause(told),
						Runnable::run);
			}
		}
	}

	private static @Nullable Throwable exception(@Nullable RpcError error) {
		return (error != null) ? new PluginRpcException(error.code(), error.message(), error.data()) : null;
	}

	/**
	 * What the worker is told first is what the call is seen to end with. The timer must
	 * not run what others do about it.
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
				this.owner.complain(this.call.method(), error);
			}
			return error;
		}
		if (this.call.isCancelled()) {
			logger.debug("Host handler of '{}' gave up for plugin '{}'", this.call.method(), this.call.pluginId(),
					PrintableThrowable.of(cause));
			return CANCELLED;
		}
		String reference = Integer.toHexString(System.identityHashCode(this) | 0x10000000);
		logger.error("Host handler of '{}' failed for plugin '{}' (ref {})", this.call.method(), this.call.pluginId(),
				reference, PrintableThrowable.of(cause));
		String message = "Host handler failed (ref %s)".formatted(reference);
		return new RpcError(RpcErrorCodes.INTERNAL_ERROR,
				this.owner.services().includeMessage() ? message + ": " + cause.getMessage() : message);
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
