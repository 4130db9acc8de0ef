/**
 * The actuator endpoint of all plugins.
 */
@NullMarked
package io.pluginhost.actuate.endpoint;

import org.jspecify.annotations.NullMarked;
