package io.pluginhost.observation;

/**
 * Watches calls in both directions. Asked on the thread that calls, for a worker's calls
 * the one that reads them: must not block.
 *
 * @see "docs/decisions/observations.md"
 */
public interface CallObserver {

	/**
	 * Watches nothing.
	 */
	CallObserver NONE = new CallObserver() {
	};

	/**
	 * Begin to watch an application's call to a plugin.
	 * @param pluginId the plugin
	 * @param method the method
	 * @return what watches it
	 */
	default CallObservation call(String pluginId, String method) {
		return CallObservation.NONE;
	}

	/**
	 * Begin to watch a plugin's call of a host method.
	 * @param pluginId the plugin
	 * @param method the method, which can be anything
	 * @param known whether the plugin has such a method to call
	 * @param cause the application's call from inside which the worker calls back, or
	 * {@link CallObservation#NONE}
	 * @return what watches it
	 */
	default CallObservation hostCall(String pluginId, String method, boolean known, CallObservation cause) {
		return CallObservation.NONE;
	}

}
