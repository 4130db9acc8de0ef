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
 * Tells the application's stream listeners, each of them whatever the others do. They are
 * looked up with the first event, when they can be beans that need the manager.
 */
public final class StreamEventPublisher implements WorkerListener {

	private static final Logger logger = LoggerFactory.getLogger(StreamEventPublisher.class);

	private final SingletonSupplier<List<PluginStreamListener>> listeners;

	/**
	 * Create the teller.
	 * @param listeners the listeners, in the order they are told
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
