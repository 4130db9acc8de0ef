package io.pluginhost.metrics;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The meters, with their names.
 */
public enum PluginMeter {

	/**
	 * Calls to a plugin.
	 */
	CALLS("plugin.calls", Kind.TIMER, null, "Calls of the application to a plugin", "plugin", "method", "outcome",
			"error"),

	/**
	 * Calls to a plugin that wait for an answer.
	 */
	CALLS_ACTIVE("plugin.calls.active", Kind.LONG_TASK_TIMER, null, "Calls to a plugin that wait for their answer",
			"plugin", "method"),

	/**
	 * Calls of host methods.
	 */
	HOST_CALLS("plugin.host.calls", Kind.TIMER, null, "Calls of a plugin to methods of the host", "plugin", "method",
			"outcome", "error"),

	/**
	 * Calls of host methods that wait for an answer.
	 */
	HOST_CALLS_ACTIVE("plugin.host.calls.active", Kind.LONG_TASK_TIMER, null,
			"Calls of a plugin to methods of the host that wait for their answer", "plugin", "method"),

	/**
	 * Crashes, including failed starts.
	 */
	CRASHES("plugin.crashes", Kind.COUNTER, null, "Crashes of a plugin's worker, including failed starts", "plugin",
			"reason"),

	/**
	 * Recoveries from a crash.
	 */
	RESTARTS("plugin.restarts", Kind.COUNTER, null, "Recoveries of a plugin's worker from a crash", "plugin"),

	/**
	 * Notifications from a worker.
	 */
	NOTIFICATIONS("plugin.notifications", Kind.COUNTER, null,
			"Notifications from a plugin's worker, including log lines and stream events", "plugin", "method"),

	/**
	 * Lines from a worker that are no valid messages.
	 */
	PROTOCOL_ERRORS("plugin.protocol.errors", Kind.COUNTER, null,
			"Lines on the stdout of a plugin's worker that are no message, or contain other text", "plugin", "kind"),

	/**
	 * Whether a plugin is running.
	 */
	UP("plugin.up", Kind.GAUGE, null, "1 while a plugin is running, 0 otherwise", "plugin"),

	/**
	 * How long a plugin has been running.
	 */
	UPTIME("plugin.uptime", Kind.TIME_GAUGE, null, "How long a plugin has been running", "plugin"),

	/**
	 * How long the output of a worker has not been read.
	 */
	READER_PAUSED("plugin.reader.paused", Kind.TIME_GAUGE, null,
			"How long the output of a plugin's worker has not been read because stream listeners have not returned, 0 otherwise",
			"plugin"),

	/**
	 * Memory of a worker's processes.
	 */
	MEMORY_USED("plugin.memory.used", Kind.GAUGE, "bytes", "Resident memory of a plugin's worker and all its processes",
			"plugin"),

	/**
	 * Threads that complete futures and notify listeners.
	 */
	CALLBACK_THREADS("plugin.callback.threads", Kind.GAUGE, null,
			"Threads that complete futures and notify listeners, of all plugins"),

	/**
	 * Tasks that wait for such a thread.
	 */
	CALLBACK_WAITING("plugin.callback.waiting", Kind.GAUGE, null,
			"Tasks that wait for a thread that completes futures and notifies listeners, of all plugins");

	private final String meterName;

	private final Kind kind;

	private final @Nullable String baseUnit;

	private final String description;

	private final List<String> tags;

	PluginMeter(String meterName, Kind kind, @Nullable String baseUnit, String description, String... tags) {
		this.meterName = meterName;
		this.kind = kind;
		this.baseUnit = baseUnit;
		this.description = description;
		this.tags = List.of(tags);
	}

	/**
	 * Return the name under which the meter is registered.
	 * @return the name
	 */
	public String meterName() {
		return this.meterName;
	}

	/**
	 * Return the kind of meter.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Return the base unit.
	 * @return the unit, or {@code null} for counts and times
	 */
	public @Nullable String baseUnit() {
		return this.baseUnit;
	}

	/**
	 * Return the description.
	 * @return the description
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Return the names of its tags.
	 * @return the names
	 */
	public List<String> tags() {
		return this.tags;
	}

	/**
	 * Kind of meter.
	 */
	public enum Kind {

		/**
		 * Counts and times completed operations.
		 */
		TIMER,

		/**
		 * Counts and times operations in progress.
		 */
		LONG_TASK_TIMER,

		/**
		 * Only increases.
		 */
		COUNTER,

		/**
		 * Increases and decreases.
		 */
		GAUGE,

		/**
		 * A time that increases and decreases.
		 */
		TIME_GAUGE

	}

}
