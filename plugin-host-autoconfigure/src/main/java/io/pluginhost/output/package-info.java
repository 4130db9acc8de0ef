/**
 * The output of workers: log, stderr, stack traces, streams, journal. Knows neither the
 * lifecycle of a worker nor its process.
 */
@NullMarked
package io.pluginhost.output;

import org.jspecify.annotations.NullMarked;
