package io.pluginhost.event.support;

import java.util.List;
import java.util.function.BiConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.redaction.PrintableThrowable;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.stream.PluginStreamEvent;

/**
 * Notifies several listeners, even if one of them throws.
 */
public final class CompositeWorkerListener implements WorkerListener {

	private static final Logger logger = LoggerFactory.getLogger(CompositeWorkerListener.class);

	private final WorkerListener[] listeners;

	/**
	 * Create a listener.
	 * @param listeners the listeners, in the order they are notified
	 */
	public CompositeWorkerListener(List<? extends WorkerListener> listeners) {
		this.listeners = listeners.toArray(WorkerListener[]::new);
	}

	@Override
	public void onWorkerEvent(PluginWorkerEvent event) {
		notifyAll(WorkerListener::onWorkerEvent, event, event.getClass().getSimpleName(), event.pluginId());
	}

	@Override
	public void onStreamEvent(PluginStreamEvent event) {
		notifyAll(WorkerListener::onStreamEvent, event, "a stream event", event.pluginId());
	}

	@Override
	public void onStreamsEnd(String pluginId) {
		notifyAll(WorkerListener::onStreamsEnd, pluginId, "the end of the streams", pluginId);
	}

	@Override
	public void onLogLine(WorkerLogLine line) {
		notifyAll(WorkerListener::onLogLine, line, "a log line", line.pluginId());
	}

	@Override
	public void onRegistration(PluginWorkerManager manager, String pluginId) {
		notifyAll((listener, plugin) -> listener.onRegistration(manager, plugin), pluginId, "the registration",
				pluginId);
	}

	@Override
	public void onNotification(String pluginId, String method, boolean known) {
		// Invoked for each message: allocates nothing
		for (WorkerListener listener : this.listeners) {
			try {
				listener.onNotification(pluginId, method, known);
			}
			catch (RuntimeException | Error ex) {
				failed(listener, "a notification", pluginId, ex);
			}
		}
	}

	@Override
	public void onProtocolError(String pluginId, ProtocolError error) {
		notifyAll((listener, plugin) -> listener.onProtocolError(plugin, error), pluginId, "a protocol error",
				pluginId);
	}

	private <T> void notifyAll(BiConsumer<WorkerListener, T> telling, T news, String what, String pluginId) {
		for (WorkerListener listener : this.listeners) {
			try {
				telling.accept(listener, news);
			}
			catch (RuntimeException | Error ex) {
				failed(listener, what, pluginId, ex);
			}
		}
	}

	private static void failed(WorkerListener listener, String what, String pluginId, Throwable failure) {
		logger.error("{} failed to handle {} of plugin '{}'", listener, what, pluginId, PrintableThrowable.of(failure));
	}

}
