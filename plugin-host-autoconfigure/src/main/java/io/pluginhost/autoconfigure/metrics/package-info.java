/**
 * Auto-configuration of the plugins' meters and observations.
 */
@NullMarked
package io.pluginhost.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
