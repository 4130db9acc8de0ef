package io.pluginhost.observation;

import org.jspecify.annotations.Nullable;

/**
 * One call that is watched, from its beginning to its end. Safe for use by any thread;
 * must not block, and what it throws harms the call.
 */
public interface CallObservation {

	/**
	 * What watches nothing.
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
	 * Return where the call stands in a trace.
	 * @return the trace context as W3C writes it, or {@code null} if there is no trace
	 */
	@Nullable String traceparent();

	/**
	 * Make what the current thread does part of the call, even if that has ended.
	 * @return to be closed on the same thread
	 */
	Scope openScope();

	/**
	 * Hear how the call ended; the first to tell is heard.
	 * @param outcome how it ended
	 * @param failure what went wrong, if anything did
	 */
	void stop(CallOutcome outcome, @Nullable Throwable failure);

	/**
	 * What a thread does as part of a call.
	 */
	interface Scope extends AutoCloseable {

		/**
		 * A scope without meaning.
		 */
		Scope NONE = () -> {
		};

		/**
		 * Go back to what the thread did before.
		 */
		@Override
		void close();

	}

}
