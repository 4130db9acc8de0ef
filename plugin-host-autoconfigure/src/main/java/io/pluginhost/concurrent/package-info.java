/**
 * Threads, queues and the clock, all of them parameters. Knows no plugin.
 */
@NullMarked
package io.pluginhost.concurrent;

import org.jspecify.annotations.NullMarked;
