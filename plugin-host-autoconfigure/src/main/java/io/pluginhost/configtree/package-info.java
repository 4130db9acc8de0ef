/**
 * Reads what is configured under {@code plugin-host} as it stands: {@code config},
 * {@code manifest} and {@code env} of plugins, environment variables, origins, and
 * mistakes. Does not know which properties there are.
 */
@NullMarked
package io.pluginhost.configtree;

import org.jspecify.annotations.NullMarked;
