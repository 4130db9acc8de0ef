package io.pluginhost.workerkit;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A stream of events to the host, open until it is closed. Sending blocks while the host
 * does not read.
 */
public final class EventStream implements AutoCloseable {

	private final Host host;

	private final Map<String, @Nullable Object> stream;

	EventStream(Host host, Map<String, @Nullable Object> stream) {
		this.host = host;
		this.stream = stream;
		host.send("streams.open", stream);
	}

	/**
	 * Send an event.
	 * @param event the event, to be written as JSON
	 */
	public void emit(@Nullable Object event) {
		Map<String, @Nullable Object> params = new LinkedHashMap<>(this.stream);
		params.put("event", event);
		this.host.send("streams.emit", params);
	}

	@Override
	public void close() {
		this.host.send("streams.close", this.stream);
	}

}
