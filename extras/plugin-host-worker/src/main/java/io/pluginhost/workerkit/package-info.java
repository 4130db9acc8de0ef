/**
 * Support for workers written in Java. Knows nothing of the host but the protocol.
 */
@NullMarked
package io.pluginhost.workerkit;

import org.jspecify.annotations.NullMarked;
