package io.pluginhost.observation;

import org.jspecify.annotations.Nullable;

/**
 * Observes one call from its beginning to its end. Safe for use by any thread.
 * Implementations must not block or throw.
 */
public interface CallObservation {

	/**
	 * Observes nothing.
	 */
	CallObservation NONE = new CallObservation() {

		@Override
		public @Nullable String traceparent() {
			return null;
		}

		@Override
		public Scope openScope() {
			return Scope.NONE;
		}

		@Override
		public void stop(CallOutcome outcome, @Nullable Throwable failure) {
		}

	};

	/**
	 * Return the trace context of the call.
	 * @return the {@code traceparent} in W3C format, or {@code null} if there is no trace
	 */
	@Nullable String traceparent();

	/**
	 * Make the call current on this thread, even if it has ended.
	 * @return must be closed on the same thread
	 */
	Scope openScope();

	/**
	 * Stop the observation. Further invocations are ignored.
	 * @param outcome the outcome of the call
	 * @param failure the failure, or {@code null}
	 */
	void stop(CallOutcome outcome, @Nullable Throwable failure);

	/**
	 * Makes the call current on a thread until it is closed.
	 */
	interface Scope extends AutoCloseable {

		/**
		 * Does nothing.
		 */
		Scope NONE = () -> {
		};

		/**
		 * Restore the call that was current before.
		 */
		@Override
		void close();

	}

}
