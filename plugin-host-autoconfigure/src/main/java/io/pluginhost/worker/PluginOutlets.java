package io.pluginhost.worker;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.stream.PluginStreamEvent;

/**
 * Where one plugin's news go, through all its processes: three queues, so that none waits
 * for a listener to another, and each in order.
 */
final class PluginOutlets {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private final String pluginId;

	private final WorkerServices services;

	private final WorkerListener listener;

	private final WorkerJournal journal = new WorkerJournal();

	private final Outbox<PluginWorkerEvent> events;

	private final Outbox<Runnable> streams;

	private final LogOutlet log;

	/** The thread that invokes stream listeners, while it does. */
	private volatile @Nullable Thread streamThread;

	PluginOutlets(String pluginId, long maxQueuedStreamBytes, WorkerServices services) {
		this.listener = new Journaling(this.journal, services.listener());
		this.pluginId = pluginId;
		this.services = services;
		this.events = new Outbox<>("events of plugin " + pluginId, Long.MAX_VALUE, services.threads().callbacks(),
				services.time(), this.listener::onWorkerEvent);
		this.streams = new Outbox<>("streams of plugin " + pluginId, maxQueuedStreamBytes,
				services.threads().callbacks(), services.time(), this::invokeStreamListeners);
		this.log = new LogOutlet(services.threads().callbacks(), services.time(),
				new WorkerLog(pluginId, this.listener));
	}

	void event(PluginWorkerEvent event) {
		this.events.add(event);
	}

	/**
	 * Open the way of one process's stream events, behind those of the processes before.
	 */
	ProcessStreams streams(Consumer<String> complaint) {
		PausedReader reader = new PausedReader(this.pluginId, this.services.time(), () -> this.streamThread);
		return new ProcessStreams(this.pluginId, this.streams, reader, this.listener::onStreamEvent,
				this.services.codec(), complaint);
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
	void endStreams() {
		this.streams.add(() -> this.listener.onStreamsEnd(this.pluginId));
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
		this.listener.onProtocolError(this.pluginId, error);
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
		public void onStreamsEnd(String pluginId) {
			this.listener.onStreamsEnd(pluginId);
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
