package io.pluginhost.news;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.worker.WorkerListener;
import io.pluginhost.worker.WorkerLogLine;

/**
 * Remembers the latest of each plugin: so many changes of its life, so many lines of its
 * log. Safe for use by any thread.
 */
public final class WorkerJournal implements WorkerListener {

	private static final int EVENTS = 50;

	private static final int LINES = 200;

	private final Map<String, Memory<PluginWorkerEvent>> events = new ConcurrentHashMap<>();

	private final Map<String, Memory<WorkerLogLine>> lines = new ConcurrentHashMap<>();

	@Override
	public void onWorkerEvent(PluginWorkerEvent event) {
		this.events.computeIfAbsent(event.pluginId(), (id) -> new Memory<>(EVENTS)).add(event);
	}

	@Override
	public void onLogLine(WorkerLogLine line) {
		this.lines.computeIfAbsent(line.pluginId(), (id) -> new Memory<>(LINES)).add(line);
	}

	/**
	 * Return what happened to a plugin's worker.
	 * @param pluginId the plugin
	 * @return the latest events, oldest first
	 */
	public List<PluginWorkerEvent> events(String pluginId) {
		Memory<PluginWorkerEvent> memory = this.events.get(pluginId);
		return (memory != null) ? memory.copy() : List.of();
	}

	/**
	 * Return what a plugin's worker had to say.
	 * @param pluginId the plugin
	 * @return the latest lines, oldest first
	 */
	public List<WorkerLogLine> lines(String pluginId) {
		Memory<WorkerLogLine> memory = this.lines.get(pluginId);
		return (memory != null) ? memory.copy() : List.of();
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
