/**
 * Meters and observations of plugins, their calls and their workers. Knows neither
 * processes nor messages.
 */
@NullMarked
package io.pluginhost.metrics;

import org.jspecify.annotations.NullMarked;
