package io.pluginhost.observation;

/**
 * Creates observations of calls in both directions. Invoked on the calling thread, and
 * for a worker's calls on the thread that reads them. Must not block.
 *
 * @see "docs/decisions/observations.md"
 */
public interface CallObserver {

	/**
	 * Observes nothing.
	 */
	CallObserver NONE = new CallObserver() {
	};

	/**
	 * Start the observation of an application's call to a plugin.
	 * @param pluginId the plugin
	 * @param method the method
	 * @return the observation
	 */
	default CallObservation call(String pluginId, String method) {
		return CallObservation.NONE;
	}

	/**
	 * Start the observation of a plugin's call of a host method.
	 * @param pluginId the plugin
	 * @param method the method, which the plugin chooses
	 * @param known whether there is such a method for the plugin
	 * @param cause the application's call from inside which the worker calls back, or
	 * {@link CallObservation#NONE}
	 * @return the observation
	 */
	default CallObservation hostCall(String pluginId, String method, boolean known, CallObservation cause) {
		return CallObservation.NONE;
	}

}
