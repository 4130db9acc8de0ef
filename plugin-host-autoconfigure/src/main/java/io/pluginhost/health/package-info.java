/**
 * Workers' states as health of the application.
 */
@NullMarked
package io.pluginhost.health;

import org.jspecify.annotations.NullMarked;
