/**
 * Finds the host methods of an application's beans, and runs them. Knows neither workers
 * nor messages.
 */
@NullMarked
package io.pluginhost.handler.support;

import org.jspecify.annotations.NullMarked;
