package io.pluginhost.worker;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	/** What waits weighs so much beside the worker's own bytes. */
	static final int WEIGHT = 256;

	/** Log lines beyond this many bytes that wait are dropped, and counted. */
	private static final long MAX_LOG = 4 * 1024 * 1024;

	private final String pluginId;

	private final WorkerServices services;

	private final WorkerListener listener;

	private final WorkerJournal journal = new WorkerJournal();

	private final Outbox<PluginWorkerEvent> events;

	private final Outbox<Runnable> streams;

	private final Outbox<Supplier<WorkerLogLine>> log;

	private final AtomicLong droppedLines = new AtomicLong();

	private final Complaints complaints;

	PluginOutlets(String pluginId, long maxQueuedStreamBytes, WorkerServices services) {
		this.listener = new Journaling(this.journal, services.listener());
		this.pluginId = pluginId;
		this.services = services;
		this.events = new Outbox<>("events of plugin " + pluginId, Long.MAX_VALUE, services.threads().callbacks(),
				this.listener::onWorkerEvent);
		this.streams = new Outbox<>("streams of plugin " + pluginId, maxQueuedStreamBytes,
				services.threads().callbacks(), (telling) -> StreamThread.run(pluginId, telling));
		WorkerLog workerLog = new WorkerLog(pluginId, this.listener);
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
	 * Open the way of one process's stream events, behind those of the processes before.
	 */
	ProcessStreams streams(Consumer<String> complaint) {
		return new ProcessStreams(this.pluginId, this.streams, this.listener::onStreamEvent, this.services.codec(),
				complaint);
	}

	boolean isPaused() {
		return this.streams.isPausing();
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
		this.listener.onProtocolError(this.pluginId, error);
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

	/**
	 * What has been told of late.
	 */
	WorkerJournal journal() {
		return this.journal;
	}

	/**
	 * Return when all that has come until now has been told.
	 * @return completes on the thread that tells
	 */
	CompletableFuture<Void> told() {
		return CompletableFuture.allOf(this.events.told(), this.streams.told(), this.log.told());
	}

	/**
	 * Tell nothing any more, and say how much has not been told.
	 */
	void close() {
		this.events.close();
		this.streams.close();
		this.log.close();
		int events = this.events.untold();
		int streamEvents = this.streams.untold();
		int lines = this.log.untold();
		if (events + streamEvents + lines > 0) {
			logger.warn(
					"Listeners are too slow for the end of plugin '{}': "
							+ "{} events, {} stream events and {} log lines have not been told",
					this.pluginId, events, streamEvents, lines);
		}
	}

	/**
	 * Writes down what it passes on.
	 *
	 * @param journal where it is written
	 * @param listener whom it is passed to
	 */
	private record Journaling(WorkerJournal journal, WorkerListener listener) implements WorkerListener {

		@Override
		public void onWorkerEvent(PluginWorkerEvent event) {
			this.journal.add(event);
			this.listener.onWorkerEvent(event);
		}

		@Override
		public void onStreamEvent(PluginStreamEvent event) {
			this.listener.onStreamEvent(event);
		}

		@Override
		public void onLogLine(WorkerLogLine line) {
			this.journal.add(line);
			this.listener.onLogLine(line);
		}

		@Override
		public void onProtocolError(String pluginId, ProtocolError error) {
			this.listener.onProtocolError(pluginId, error);
		}

	}

}
