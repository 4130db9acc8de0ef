package io.pluginhost.metrics;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * All meters there are, by name.
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
	 * Calls of host methods that are not answered yet.
	 */
	HOST_CALLS_ACTIVE("plugin.host.calls.active", Kind.LONG_TASK_TIMER, null,
			"Calls of a plugin to methods of the host that are not answered yet", "plugin", "method"),

	/**
	 * Crashes, failed starts counted.
	 */
	CRASHES("plugin.crashes", Kind.COUNTER, null, "Crashes of a plugin's worker, failed starts counted", "plugin",
			"reason"),

	/**
	 * Recoveries from a crash.
	 */
	RESTARTS("plugin.restarts", Kind.COUNTER, null, "Times a plugin's worker was running again after a crash",
			"plugin"),

	/**
	 * Notifications from a worker.
	 */
	NOTIFICATIONS("plugin.notifications", Kind.COUNTER, null,
			"Notifications a plugin's worker has sent, log lines and stream events counted", "plugin", "method"),

	/**
	 * Lines from a worker that mean nothing.
	 */
	PROTOCOL_ERRORS("plugin.protocol.errors", Kind.COUNTER, null,
			"Lines on the stdout of a plugin's worker that are no message, or hold other text too", "plugin", "kind"),

	/**
	 * Whether a plugin is running.
	 */
	UP("plugin.up", Kind.GAUGE, null, "1 while a plugin is running, else 0", "plugin"),

	/**
	 * Since when a plugin is running.
	 */
	UPTIME("plugin.uptime", Kind.TIME_GAUGE, null, "How long a plugin has been running", "plugin"),

	/**
	 * Since when nothing of a worker is read.
	 */
	READER_PAUSED("plugin.reader.paused", Kind.TIME_GAUGE, null,
			"How long nothing has been read of a plugin's worker because stream listeners have not returned, else 0",
			"plugin"),

	/**
	 * What a worker's processes take.
	 */
	MEMORY_USED("plugin.memory.used", Kind.GAUGE, "bytes", "Resident memory of a plugin's worker and all its processes",
			"plugin"),

	/**
	 * Threads that run applications' code because something has happened.
	 */
	CALLBACK_THREADS("plugin.callback.threads", Kind.GAUGE, null,
			"Threads that complete futures and notify listeners, of all plugins"),

	/**
	 * What waits for such a thread.
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
	 * Return what kind of meter it is.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Return the unit of what it measures.
	 * @return the unit, or {@code null} if it counts or measures time
	 */
	public @Nullable String baseUnit() {
		return this.baseUnit;
	}

	/**
	 * Return what it measures.
	 * @return a text for people
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
	 * What kind of meter it is.
	 */
	public enum Kind {

		/**
		 * Counts and times what has ended.
		 */
		TIMER,

		/**
		 * Counts and times what has not ended.
		 */
		LONG_TASK_TIMER,

		/**
		 * Goes up only.
		 */
		COUNTER,

		/**
		 * Goes up and down.
		 */
		GAUGE,

		/**
		 * A time that goes up and down.
		 */
		TIME_GAUGE

	}

}
