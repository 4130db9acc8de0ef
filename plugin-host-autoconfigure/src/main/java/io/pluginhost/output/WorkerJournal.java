package io.pluginhost.output;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.redaction.ShortText;

/**
 * Remembers the latest of one plugin: so many changes of its life, so many lines of its
 * log. It belongs to the plugin's registration and is gone with it. Safe for use by any
 * thread.
 */
public final class WorkerJournal {

	private static final int EVENTS = 50;

	private static final int LINES = 200;

	/** Characters of a line that are kept; a stack trace has about as many. */
	private static final int LONGEST_MESSAGE = 8000;

	private static final int LONGEST_VALUE = 200;

	private final Memory<PluginWorkerEvent> events = new Memory<>(EVENTS);

	private final Memory<WorkerLogLine> lines = new Memory<>(LINES);

	void add(PluginWorkerEvent event) {
		this.events.add(event);
	}

	void add(WorkerLogLine line) {
		this.lines.add(shortened(line));
	}

	/**
	 * What has been logged in full need not be kept in full.
	 */
	private static WorkerLogLine shortened(WorkerLogLine line) {
		if (line.meta().isEmpty() && line.message().length() <= LONGEST_MESSAGE) {
			return line;
		}
		Map<String, @Nullable Object> meta = new LinkedHashMap<>();
		line.meta()
			.forEach((name, value) -> meta.put(name,
					(value instanceof String text) ? ShortText.truncate(text, LONGEST_VALUE) : value));
		return new WorkerLogLine(line.pluginId(), line.timestamp(), line.level(),
				ShortText.truncate(line.message(), LONGEST_MESSAGE), meta);
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
