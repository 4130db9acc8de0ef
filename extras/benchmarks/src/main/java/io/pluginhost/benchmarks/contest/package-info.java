/**
 * The contestants: ways of talking to a worker, each in a JVM of its own, doing the same
 * work on command.
 */
@NullMarked
package io.pluginhost.benchmarks.contest;

import org.jspecify.annotations.NullMarked;
