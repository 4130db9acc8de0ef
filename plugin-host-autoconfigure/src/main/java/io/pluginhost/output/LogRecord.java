package io.pluginhost.output;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.WorkerLogLine;

/**
 * A line of a worker's log, with what only its logging needs.
 *
 * @param line the line
 * @param size about how much memory it takes while it waits
 * @param pid the process that wrote it
 * @param level the worker's own name of its level, if there is one
 * @param observation the observation of the call it belongs to
 */
public record LogRecord(WorkerLogLine line, int size, long pid, @Nullable String level, CallObservation observation) {

	/** Records beyond this size that wait to be logged are dropped. */
	static final long CAPACITY = 4 * 1024 * 1024;

	/**
	 * Return the record that says how many were dropped after this one.
	 */
	LogRecord summary(long dropped) {
		return new LogRecord(
				new WorkerLogLine(this.line.pluginId(), this.line.timestamp(), Level.WARN, dropped(dropped), Map.of()),
				0, this.pid, null, CallObservation.NONE);
	}

	static String dropped(long count) {
		return count + " lines were dropped: they came faster than they could be logged";
	}

}
