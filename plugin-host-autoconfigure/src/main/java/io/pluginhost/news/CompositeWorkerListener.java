package io.pluginhost.news;

import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.worker.WorkerListener;
import io.pluginhost.worker.WorkerLogLine;

/**
 * Tells several listeners, each of them whatever the others do.
 */
public final class CompositeWorkerListener implements WorkerListener {

	private static final Logger logger = LoggerFactory.getLogger(CompositeWorkerListener.class);

	private final List<WorkerListener> listeners;

	/**
	 * Create a listener that tells others.
	 * @param listeners the others, in the order they are told
	 */
	public CompositeWorkerListener(List<? extends WorkerListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void onWorkerEvent(PluginWorkerEvent event) {
		tellAll((listener) -> listener.onWorkerEvent(event));
	}

	@Override
	public void onStreamEvent(PluginStreamEvent event) {
		tellAll((listener) -> listener.onStreamEvent(event));
	}

	@Override
	public void onStreamsEnd(String pluginId) {
		tellAll((listener) -> listener.onStreamsEnd(pluginId));
	}

	@Override
	public void onLogLine(WorkerLogLine line) {
		tellAll((listener) -> listener.onLogLine(line));
	}

	@Override
	public void onRegistration(PluginWorkerManager manager, String pluginId) {
		tellAll((listener) -> listener.onRegistration(manager, pluginId));
	}

	@Override
	public void onNotification(String pluginId, String method, boolean known) {
		tellAll((listener) -> listener.onNotification(pluginId, method, known));
	}

	@Override
	public void onProtocolError(String pluginId, ProtocolError error) {
		tellAll((listener) -> listener.onProtocolError(pluginId, error));
	}

	private void tellAll(Consumer<WorkerListener> news) {
		for (WorkerListener listener : this.listeners) {
			try {
				news.accept(listener);
			}
			catch (RuntimeException | Error ex) {
				logger.error("{} failed to take news of a plugin", listener, ex);
			}
		}
	}

}
