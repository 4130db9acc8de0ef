package io.pluginhost.worker;

import java.util.ArrayDeque;
import java.util.List;

import io.pluginhost.event.PluginWorkerEvent;

/**
 * Remembers the latest of one plugin: so many changes of its life, so many lines of its
 * log. It belongs to the plugin's registration and is gone with it. Safe for use by any
 * thread.
 */
public final class WorkerJournal {

	private static final int EVENTS = 50;

	private static final int LINES = 200;

	private final Memory<PluginWorkerEvent> events = new Memory<>(EVENTS);

	private final Memory<WorkerLogLine> lines = new Memory<>(LINES);

	void add(PluginWorkerEvent event) {
		this.events.add(event);
	}

	void add(WorkerLogLine line) {
		this.lines.add(line);
	}

	/**
	 * Return what happened to the plugin's worker.
	 * @return the latest events, oldest first
	 */
	public List<PluginWorkerEvent> events() {
		return this.events.copy();
	}

	/**
	 * Return what the plugin's worker had to say.
	 * @return the latest lines, oldest first
	 */
	public List<WorkerLogLine> lines() {
		return this.lines.copy();
	}

	/**
	 * The latest of something. Guarded by itself.
	 *
	 * @param <T> what is remembered
	 */
	private static final class Memory<T> {

		private final int capacity;

		// Guarded by this
		private final ArrayDeque<T> items = new ArrayDeque<>();

		Memory(int capacity) {
			this.capacity = capacity;
		}

		synchronized void add(T item) {
			if (this.items.size() == this.capacity) {
				this.items.remove();
			}
			this.items.add(item);
		}

		synchronized List<T> copy() {
			return List.copyOf(this.items);
		}

	}

}
