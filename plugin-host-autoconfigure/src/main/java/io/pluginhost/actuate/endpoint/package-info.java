/**
 * The actuator endpoint for plugins. Knows neither processes nor messages.
 */
@NullMarked
package io.pluginhost.actuate.endpoint;

import org.jspecify.annotations.NullMarked;
