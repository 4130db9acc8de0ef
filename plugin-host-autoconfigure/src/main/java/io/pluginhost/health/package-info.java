/**
 * The states of workers as health of the application. Knows neither processes nor
 * messages.
 */
@NullMarked
package io.pluginhost.health;

import org.jspecify.annotations.NullMarked;
