/**
 * What workers cannot do to their host, tried with real processes.
 */
@NullMarked
package io.pluginhost.chaos;

import org.jspecify.annotations.NullMarked;
