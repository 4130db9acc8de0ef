/**
 * What a worker says: log, stderr, stack traces, streams, journal. Knows neither the life
 * of a worker nor its process.
 */
@NullMarked
package io.pluginhost.output;

import org.jspecify.annotations.NullMarked;
