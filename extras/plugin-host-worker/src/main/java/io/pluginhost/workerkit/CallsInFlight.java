package io.pluginhost.workerkit;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The calls in progress. Guarded by itself.
 */
final class CallsInFlight {

	// Guarded by this
	private final Map<JsonNode, Call> calls = new LinkedHashMap<>();

	// Guarded by this
	private @Nullable Runnable onIdle;

	synchronized void add(Call call) {
		this.calls.put(call.id(), call);
	}

	void remove(Call call) {
		Runnable alert;
		synchronized (this) {
			this.calls.remove(call.id());
			alert = takeAlert();
		}
		run(alert);
	}

	void cancel(JsonNode id) {
		Call call;
		synchronized (this) {
			call = this.calls.get(id);
		}
		if (call != null) {
			call.cancel();
		}
	}

	/**
	 * Run an action once no call is in progress.
	 */
	void tellOnceIdle(Runnable onIdle) {
		Runnable alert;
		synchronized (this) {
			this.onIdle = onIdle;
			alert = takeAlert();
		}
		run(alert);
	}

	/**
	 * Guarded by this.
	 */
	private @Nullable Runnable takeAlert() {
		Runnable alert = this.calls.isEmpty() ? this.onIdle : null;
		if (alert != null) {
			this.onIdle = null;
		}
		return alert;
	}

	private static void run(@Nullable Runnable alert) {
		if (alert != null) {
			alert.run();
		}
	}

}
