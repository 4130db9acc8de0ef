package io.pluginhost.worker;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.stream.PluginStreamEvent;

/**
 * Where one plugin's news go, through all its processes: three queues, so that none waits
 * for a listener to another, and each in order.
 */
final class PluginOutlets {

	/** Log lines beyond this many characters that wait are dropped, and counted. */
	private static final long MAX_LOG = 4 * 1024 * 1024;

	private final String pluginId;

	private final WorkerServices services;

	private final Secrets secrets;

	private final Outbox<PluginWorkerEvent> events;

	private final Outbox<PluginStreamEvent> streams;

	private final Outbox<WorkerLogLine> log;

	private final AtomicLong droppedLines = new AtomicLong();

	PluginOutlets(String pluginId, long maxQueuedStreamBytes, WorkerServices services, Secrets secrets) {
		WorkerListener listener = services.listener();
		this.pluginId = pluginId;
		this.services = services;
		this.secrets = secrets;
		this.events = new Outbox<>("events of plugin " + pluginId, Long.MAX_VALUE, services.threads().callbacks(),
				listener::onWorkerEvent);
		this.streams = new Outbox<>("streams of plugin " + pluginId, maxQueuedStreamBytes,
				services.threads().callbacks(),
				(event) -> StreamThread.run(pluginId, () -> listener.onStreamEvent(event)));
		this.log = new Outbox<>("log of plugin " + pluginId, MAX_LOG, services.threads().callbacks(),
				new WorkerLog(pluginId, listener));
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
	 * Take a line, without the secrets in it, or count it if there is no room.
	 */
	void log(Level level, String message, Map<String, @Nullable Object> meta) {
		if (!offer(level, this.secrets.redact(message), this.secrets.redact(meta))) {
			this.droppedLines.incrementAndGet();
		}
		else if (this.droppedLines.get() > 0) {
			long dropped = this.droppedLines.getAndSet(0);
			if (!offer(Level.WARN, dropped + " lines were dropped: they came faster than they could be logged",
					Map.of())) {
				this.droppedLines.addAndGet(dropped);
			}
		}
	}

	private boolean offer(Level level, String message, Map<String, @Nullable Object> meta) {
		Instant now = this.services.time().now();
		return this.log.offer(new WorkerLogLine(this.pluginId, now, level, message, meta), 64 + message.length());
	}

	void protocolError(ProtocolError error) {
		this.services.listener().onProtocolError(this.pluginId, error);
	}

}
