package io.pluginhost.output;

import org.jspecify.annotations.Nullable;

import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.WorkerLogLine;

/**
 * A line of a worker's log with what only its logging needs.
 *
 * @param line the line
 * @param size how much it takes while it waits, about
 * @param pid the process that said it
 * @param level how grave the worker said it is, in its own word, if it did
 * @param observation what watches the call from inside which it was said
 */
public record LogRecord(WorkerLogLine line, int size, long pid, @Nullable String level, CallObservation observation) {
}
