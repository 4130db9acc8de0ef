package io.pluginhost.worker;

import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.stream.PluginStreamEvent;

/**
 * Where one plugin's news go, through all its processes: three queues, so that none waits
 * for a listener to another, and each in order.
 */
final class PluginOutlets {

	private final String pluginId;

	private final WorkerServices services;

	private final Outbox<PluginWorkerEvent> events;

	private final Outbox<PluginStreamEvent> streams;

	private final LogOutlet log;

	PluginOutlets(String pluginId, long maxQueuedStreamBytes, WorkerServices services) {
		WorkerListener listener = services.listener();
		this.pluginId = pluginId;
		this.services = services;
		this.events = new Outbox<>("events of plugin " + pluginId, Long.MAX_VALUE, services.threads().callbacks(),
				listener::onWorkerEvent);
		this.streams = new Outbox<>("streams of plugin " + pluginId, maxQueuedStreamBytes,
				services.threads().callbacks(),
				(event) -> StreamThread.run(pluginId, () -> listener.onStreamEvent(event)));
		this.log = new LogOutlet(services.threads().callbacks(), new WorkerLog(pluginId, listener));
	}

	void event(PluginWorkerEvent event) {
		this.events.add(event);
	}

	/**
	 * Take a stream event; waits for room, which is what pauses the reader.
	 */
	void stream(PluginStreamEvent event, long size) {
		this.streams.put(event, size);
	}

	boolean isPaused() {
		return this.streams.isPausing();
	}

	/**
	 * Take the end of a stream whose worker has ended; waits for nothing.
	 */
	void streamEnd(PluginStreamEvent event) {
		this.streams.add(event);
	}

	/**
	 * Take a line of the log; waits for nothing.
	 */
	void log(Utterance utterance) {
		this.log.say(utterance);
	}

	void notification(String method, boolean known) {
		this.services.listener().onNotification(this.pluginId, method, known);
	}

	void protocolError(ProtocolError error) {
		this.services.listener().onProtocolError(this.pluginId, error);
	}

}
