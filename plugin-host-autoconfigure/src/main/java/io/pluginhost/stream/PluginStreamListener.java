package io.pluginhost.stream;

/**
 * A bean that is told of workers' stream events.
 */
@FunctionalInterface
public interface PluginStreamListener {

	/**
	 * Take an event. Called in order for each worker, off the thread that reads its
	 * messages. May block, which in time slows the worker down; a blocking call to the
	 * same plugin throws {@link IllegalStateException}.
	 * @param event the event
	 */
	void onStreamEvent(PluginStreamEvent event);

}
