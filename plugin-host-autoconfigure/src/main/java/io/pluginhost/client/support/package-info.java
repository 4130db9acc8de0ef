/**
 * Creates clients of plugins: checks their interfaces, and converts their methods to
 * calls. Knows neither workers nor messages.
 */
@NullMarked
package io.pluginhost.client.support;

import org.jspecify.annotations.NullMarked;
