package io.pluginhost.worker;

import org.jspecify.annotations.Nullable;

/**
 * A line of a worker's log with what only its logging needs.
 *
 * @param line the line
 * @param size how much it takes while it waits, about
 * @param pid the process that said it
 * @param level how grave the worker said it is, in its own word, if it did
 * @param observation what watches the call from inside which it was said
 */
record Utterance(WorkerLogLine line, int size, long pid, @Nullable String level, CallObservation observation) {
}
