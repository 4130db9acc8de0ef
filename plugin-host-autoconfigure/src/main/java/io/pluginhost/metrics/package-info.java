/**
 * Meters and observations of plugins: how many calls, how long, how they ended, and how
 * their workers are.
 */
@NullMarked
package io.pluginhost.metrics;

import org.jspecify.annotations.NullMarked;
