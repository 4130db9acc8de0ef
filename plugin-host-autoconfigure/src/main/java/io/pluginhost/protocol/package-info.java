/**
 * What is said to a worker and what its words mean: opening, sign of life, end, cancelled
 * calls, notifications. Returns what to send and reads what has arrived; knows no
 * process, no thread and no connection.
 * <p>
 * Another protocol is another implementation of
 * {@link io.pluginhost.protocol.WorkerProtocol}. The one of a plugin is chosen in a
 * single place, the constructor of {@code Worker}.
 */
@NullMarked
package io.pluginhost.protocol;

import org.jspecify.annotations.NullMarked;
