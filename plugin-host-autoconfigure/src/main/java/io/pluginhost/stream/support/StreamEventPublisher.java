package io.pluginhost.stream.support;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.function.SingletonSupplier;

import io.pluginhost.observation.WorkerListener;
import io.pluginhost.redaction.PrintableThrowable;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamListener;

/**
 * Notifies the application's stream listeners, even if one of them throws. They are
 * retrieved with the first event, because they may be beans that depend on the manager.
 */
public final class StreamEventPublisher implements WorkerListener {

	private static final Logger logger = LoggerFactory.getLogger(StreamEventPublisher.class);

	private final SingletonSupplier<List<PluginStreamListener>> listeners;

	/**
	 * Create the publisher.
	 * @param listeners the listeners, in the order they are notified
	 */
	public StreamEventPublisher(Supplier<Stream<PluginStreamListener>> listeners) {
		this.listeners = SingletonSupplier.of(() -> listeners.get().toList());
	}

	@Override
	public void onStreamEvent(PluginStreamEvent event) {
		for (PluginStreamListener listener : this.listeners.obtain()) {
			try {
				listener.onStreamEvent(event);
			}
			catch (RuntimeException | Error ex) {
				logger.error("Stream listener {} failed to handle an event of plugin '{}'", listener, event.pluginId(),
						PrintableThrowable.of(ex));
			}
		}
	}

}
