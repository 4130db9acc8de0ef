/**
 * All plugins of a host: registration, start, removal, and the order in which they stop.
 * Knows no process and no message.
 */
@NullMarked
package io.pluginhost.manager;

import org.jspecify.annotations.NullMarked;
