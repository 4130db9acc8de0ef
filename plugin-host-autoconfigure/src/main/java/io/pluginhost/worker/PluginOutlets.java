package io.pluginhost.worker;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.stream.PluginStreamEvent;

/**
 * Where one plugin's news go, through all its processes: three queues, so that none waits
 * for a listener to another, and each in order.
 */
final class PluginOutlets {

	private static final Logger logger = LoggerFactory.getLogger(PluginOutlets.class);

	/** Log lines beyond this many bytes that wait are dropped, and counted. */
	private static final long MAX_LOG = 4 * 1024 * 1024;

	/** What waits weighs so much beside the worker's own bytes. */
	private static final int WEIGHT = 256;

	private final String pluginId;

	private final WorkerServices services;

	private final Outbox<PluginWorkerEvent> events;

	private final Outbox<Runnable> streams;

	private final Outbox<Supplier<WorkerLogLine>> log;

	private final AtomicLong droppedLines = new AtomicLong();

	private final Complaints complaints;

	PluginOutlets(String pluginId, long maxQueuedStreamBytes, WorkerServices services) {
		WorkerListener listener = services.listener();
		this.pluginId = pluginId;
		this.services = services;
		this.events = new Outbox<>("events of plugin " + pluginId, Long.MAX_VALUE, services.threads().callbacks(),
				listener::onWorkerEvent);
		this.streams = new Outbox<>("streams of plugin " + pluginId, maxQueuedStreamBytes,
				services.threads().callbacks(), Runnable::run);
		WorkerLog workerLog = new WorkerLog(pluginId, listener);
		this.log = new Outbox<>("log of plugin " + pluginId, MAX_LOG, services.threads().callbacks(),
				(line) -> workerLog.accept(line.get()));
		this.complaints = new Complaints(services.time(), (level, text) -> {
			WorkerLogLine line = line(level, text, Map.of());
			this.log.add(() -> line);
		});
	}

	void event(PluginWorkerEvent event) {
		this.events.add(event);
	}

	/**
	 * Take something to tell of a stream; waits for room, which is what pauses the
	 * reader.
	 * @param telling tells it
	 * @param size how many bytes of the worker's wait with it
	 */
	void stream(Runnable telling, long size) {
		this.streams.put(telling, WEIGHT + size);
	}

	boolean isPaused() {
		return this.streams.isPausing();
	}

	/**
	 * Take the end of all streams of a worker that has ended; waits for nothing.
	 */
	void streamsEnd(Runnable telling) {
		this.streams.add(telling);
	}

	/**
	 * Tell of a stream, on the queue of streams.
	 */
	void tell(PluginStreamEvent event) {
		try {
			StreamThread.run(this.pluginId, () -> this.services.listener().onStreamEvent(event));
		}
		catch (RuntimeException | Error ex) {
			logger.error("A listener to streams of plugin '{}' failed", this.pluginId, ex);
		}
	}

	/**
	 * Take a line, or count it if there is no room. Where the first was dropped, the log
	 * says in the end how many were.
	 */
	void log(Level level, String message, Map<String, @Nullable Object> meta, int size) {
		WorkerLogLine line = line(level, message, meta);
		if (!this.log.offer(() -> line, WEIGHT + size) && this.droppedLines.getAndIncrement() == 0) {
			this.log.add(() -> line(Level.WARN,
					this.droppedLines.getAndSet(0) + " lines were dropped: they came faster than they could be logged",
					Map.of()));
		}
	}

	private WorkerLogLine line(Level level, String message, Map<String, @Nullable Object> meta) {
		return new WorkerLogLine(this.pluginId, this.services.time().now(), level, message, meta);
	}

	/**
	 * Count what means nothing, and log it at a bounded rate.
	 */
	void protocolError(ProtocolError error, String excerpt) {
		this.services.listener().onProtocolError(this.pluginId, error);
		complain(error.code(), (error == ProtocolError.UNKNOWN_ANSWER) ? Level.DEBUG : Level.WARN, excerpt);
	}

	/**
	 * Log at a bounded rate what a worker does wrong.
	 */
	void complain(String kind, Level level, String text) {
		this.complaints.add(kind, level, text);
	}

	/**
	 * Log how often it was complained of what no line of the log tells.
	 */
	void sumUpComplaints() {
		this.complaints.sumUp();
	}

}
