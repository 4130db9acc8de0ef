package io.pluginhost.metrics;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.PluginRpcException;
import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallOutcome;

/**
 * Observes a call with Micrometer. Stops the observation once. Safe for use by any
 * thread.
 */
final class ObservedCall implements CallObservation {

	private static final Logger logger = LoggerFactory.getLogger(ObservedCall.class);

	/** Characters. */
	private static final int LONGEST_MESSAGE = 4000;

	private final Observation observation;

	private final String pluginId;

	private final Consumer<CallOutcome> context;

	private final Map<String, String> sent;

	private final BiConsumer<String, @Nullable String> onEnd;

	private final AtomicBoolean stopped = new AtomicBoolean();

	ObservedCall(Observation observation, String pluginId, Consumer<CallOutcome> context,
			@Nullable Map<String, String> sent, BiConsumer<String, @Nullable String> onEnd) {
		this.observation = observation;
		this.pluginId = pluginId;
		this.context = context;
		this.sent = (sent != null) ? sent : Map.of();
		this.onEnd = onEnd;
	}

	Observation observation() {
		return this.observation;
	}

	/**
	 * Return the trace context to send with the call.
	 */
	Map<String, String> sent() {
		return this.sent;
	}

	@Override
	public @Nullable String traceparent() {
		return this.sent.get("traceparent");
	}

	@Override
	public Scope openScope() {
		try {
			Observation.Scope scope = this.observation.openScope();
			return () -> close(scope);
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
			return Scope.NONE;
		}
	}

	private void close(Observation.Scope scope) {
		try {
			scope.close();
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
		}
	}

	/**
	 * Return an exception without the data of a worker's error, because observations may
	 * be kept for a while.
	 */
	private static Throwable withoutData(Throwable failure) {
		if (!(failure instanceof PluginRpcException error) || failure.getClass() != PluginRpcException.class) {
			return failure;
		}
		String message = String.valueOf(error.getMessage());
		if (error.data() == null && message.length() <= LONGEST_MESSAGE) {
			return failure;
		}
		String shown = (message.length() <= LONGEST_MESSAGE) ? message
				: "%s… (%d characters)".formatted(message.substring(0, LONGEST_MESSAGE), message.length());
		PluginRpcException light = new PluginRpcException(error.code(), shown, null, error.pluginId(), error.method(),
				error.getCause());
		light.setStackTrace(error.getStackTrace());
		return light;
	}

	@Override
	public void stop(CallOutcome outcome, @Nullable Throwable failure) {
		if (!this.stopped.compareAndSet(false, true)) {
			return;
		}
		try {
			this.context.accept(outcome);
			if (failure != null) {
				this.observation.error(withoutData(failure));
			}
			this.observation.stop();
			this.onEnd.accept(this.pluginId, this.observation.getContext().getName());
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
		}
	}

	private void failed(Throwable failure) {
		logger.error("A call of or to plugin '{}' cannot be observed", this.pluginId, failure);
	}

}
