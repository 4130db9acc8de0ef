/**
 * What an application sees: the manager of all plugins, one plugin's worker, a call to
 * it, and what can be said about its state.
 */
@NullMarked
package io.pluginhost;

import org.jspecify.annotations.NullMarked;
