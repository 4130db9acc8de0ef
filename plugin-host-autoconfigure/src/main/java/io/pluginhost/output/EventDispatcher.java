package io.pluginhost.output;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.concurrent.Outbox;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.rpc.ProtocolError;

/**
 * Dispatches the events, stream events and log lines of one plugin, of all its processes,
 * to the listener and the journal: in three queues, so that none waits for a listener of
 * another, each in order. Safe for use by any thread; invokes the listener on callback
 * threads.
 */
public final class EventDispatcher {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private final String pluginId;

	private final Timekeeper time;

	private final JsonCodec codec;

	private final WorkerListener listener;

	private final WorkerJournal journal = new WorkerJournal();

	private final Outbox<PluginWorkerEvent> events;

	private final Outbox<Runnable> streams;

	private final Outbox<LogRecord> log;

	/** The thread that invokes stream listeners at the moment; written by that thread. */
	private volatile @Nullable Thread streamThread;

	public EventDispatcher(String pluginId, long maxQueuedStreamBytes, WorkerListener listener, JsonCodec codec,
			Executor callbacks, Timekeeper time) {
		this.pluginId = pluginId;
		this.listener = listener;
		this.codec = codec;
		this.time = time;
		this.events = new Outbox<>("events of plugin " + pluginId, Long.MAX_VALUE, callbacks, time, this::publish);
		this.streams = new Outbox<>("streams of plugin " + pluginId, maxQueuedStreamBytes, callbacks, time,
				this::invokeStreamListeners);
		this.log = new Outbox<>("log lines of plugin " + pluginId, LogRecord.CAPACITY, callbacks, time,
				new WorkerLog(pluginId, this::publish), LogRecord::summary);
	}

	public void event(PluginWorkerEvent event) {
		this.events.add(event);
	}

	private void publish(PluginWorkerEvent event) {
		this.journal.add(event);
		this.listener.onWorkerEvent(event);
	}

	private void publish(WorkerLogLine line) {
		this.journal.add(line);
		this.listener.onLogLine(line);
	}

	/**
	 * Create the streams of a process, delivered after those of earlier processes.
	 * @param warning receives what is wrong with an event that cannot be delivered
	 */
	public ProcessStreams streams(Consumer<String> warning) {
		PausedReader reader = new PausedReader(this.pluginId, this.time, () -> this.streamThread);
		return new ProcessStreams(this.pluginId, this.streams, reader, this.listener::onStreamEvent, this.codec,
				warning);
	}

	private void invokeStreamListeners(Runnable delivery) {
		this.streamThread = Thread.currentThread();
		try {
			StreamThread.run(this.pluginId, delivery);
		}
		finally {
			this.streamThread = null;
		}
	}

	/**
	 * Notify the listener, after all stream events, that the plugin's streams have ended.
	 */
	public void endStreams() {
		this.streams.add(() -> this.listener.onStreamsEnd(this.pluginId));
	}

	/**
	 * Log a line, or drop it where too many wait. Does not block.
	 */
	public void log(LogRecord record) {
		this.log.offer(record, record.size());
	}

	public void notification(String method, boolean known) {
		this.listener.onNotification(this.pluginId, method, known);
	}

	public void protocolError(ProtocolError error) {
		this.listener.onProtocolError(this.pluginId, error);
	}

	/**
	 * Return the recent events and log lines.
	 */
	public WorkerJournal journal() {
		return this.journal;
	}

	/**
	 * Return a future of the delivery of everything dispatched so far.
	 * @return completes on a callback thread
	 */
	public CompletableFuture<Void> flushed() {
		return CompletableFuture.allOf(this.events.flushed(), this.streams.flushed(), this.log.flushed());
	}

	/**
	 * Deliver nothing more, and log how much has not been delivered.
	 */
	public void close() {
		this.events.close();
		this.streams.close();
		this.log.close();
		int events = this.events.undelivered();
		int streamEvents = this.streams.undelivered();
		int lines = this.log.undelivered();
		if (events + streamEvents + lines > 0) {
			logger.warn(
					"Listeners are too slow for the end of plugin '{}': "
							+ "{} events, {} stream events and {} log lines were not delivered",
					this.pluginId, events, streamEvents, lines);
		}
	}

}
