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
 * Where one plugin's news go, through all its processes: three queues, so that none waits
 * for a listener to another, and each in order.
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

	private final LogOutlet log;

	/** The thread that invokes stream listeners, while it does. */
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
		this.log = new LogOutlet(callbacks, time, new WorkerLog(pluginId, this::publish));
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
	 * Open the way of one process's stream events, behind those of the processes before.
	 */
	public ProcessStreams streams(Consumer<String> warning) {
		PausedReader reader = new PausedReader(this.pluginId, this.time, () -> this.streamThread);
		return new ProcessStreams(this.pluginId, this.streams, reader, this.listener::onStreamEvent, this.codec,
				warning);
	}

	private void invokeStreamListeners(Runnable telling) {
		this.streamThread = Thread.currentThread();
		try {
			StreamThread.run(this.pluginId, telling);
		}
		finally {
			this.streamThread = null;
		}
	}

	/**
	 * Tell that no streams come any more, behind what has come.
	 */
	public void endStreams() {
		this.streams.add(() -> this.listener.onStreamsEnd(this.pluginId));
	}

	/**
	 * Take a line of the log; waits for nothing.
	 */
	public void log(LogRecord record) {
		this.log.say(record);
	}

	public void notification(String method, boolean known) {
		this.listener.onNotification(this.pluginId, method, known);
	}

	public void protocolError(ProtocolError error) {
		this.listener.onProtocolError(this.pluginId, error);
	}

	/**
	 * What has been told of late.
	 */
	public WorkerJournal journal() {
		return this.journal;
	}

	/**
	 * Return when all that has come until now has been told.
	 * @return completes on the thread that tells
	 */
	public CompletableFuture<Void> flushed() {
		return CompletableFuture.allOf(this.events.flushed(), this.streams.flushed(), this.log.flushed());
	}

	/**
	 * Tell nothing any more, and say how much has not been told.
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
							+ "{} events, {} stream events and {} log lines have not been told",
					this.pluginId, events, streamEvents, lines);
		}
	}

}
