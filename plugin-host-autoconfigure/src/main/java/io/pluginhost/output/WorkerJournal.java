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
 * The most recent events and log lines of one plugin, kept as long as it is registered.
 * Safe for use by any thread.
 */
public final class WorkerJournal {

	private static final int EVENTS = 50;

	private static final int LINES = 200;

	/** Characters kept of a line, about those of a stack trace. */
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
	 * Shorten a line, which has been logged completely.
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
	 * Return the most recent events of the plugin's worker, oldest first.
	 */
	public List<PluginWorkerEvent> events() {
		return this.events.copy();
	}

	/**
	 * Return the most recent log lines of the plugin's worker, oldest first.
	 */
	public List<WorkerLogLine> lines() {
		return this.lines.copy();
	}

	/**
	 * The most recent items. Guarded by itself.
	 *
	 * @param <T> the type of the items
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
