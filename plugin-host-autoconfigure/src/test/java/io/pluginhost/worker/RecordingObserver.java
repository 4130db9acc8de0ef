package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallObserver;
import io.pluginhost.observation.CallOutcome;

/**
 * Remembers what it has watched, as sentences.
 */
final class RecordingObserver implements CallObserver {

	/** Which call what a thread does is part of. */
	final ThreadLocal<@Nullable String> current = new ThreadLocal<>();

	final List<String> told = new ArrayList<>();

	@Override
	public CallObservation call(String pluginId, String method) {
		this.told.add("call " + method);
		return new Recording(method);
	}

	@Override
	public CallObservation hostCall(String pluginId, String method, boolean known, CallObservation cause) {
		String inside = (cause instanceof Recording call) ? " inside " + call.method : "";
		this.told.add("host call " + method + (known ? "" : " (unknown)") + inside);
		return new Recording(method);
	}

	private final class Recording implements CallObservation {

		private final String method;

		Recording(String method) {
			this.method = method;
		}

		@Override
		public String traceparent() {
			return "trace-of-" + this.method;
		}

		@Override
		public Scope openScope() {
			RecordingObserver.this.current.set(this.method);
			return RecordingObserver.this.current::remove;
		}

		@Override
		public void stop(CallOutcome outcome, @Nullable Throwable failure) {
			RecordingObserver.this.told
				.add(this.method + " " + outcome + ((failure != null) ? " " + failure.getClass().getSimpleName() : ""));
		}

	}

}
