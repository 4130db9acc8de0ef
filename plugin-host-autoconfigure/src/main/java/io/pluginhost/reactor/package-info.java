/**
 * Observations that Reactor's context carries, into calls and out of host methods.
 */
@NullMarked
package io.pluginhost.reactor;

import org.jspecify.annotations.NullMarked;
