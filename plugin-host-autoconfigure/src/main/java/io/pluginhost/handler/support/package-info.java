/**
 * Finds the host methods among an application's beans, and runs them.
 */
@NullMarked
package io.pluginhost.handler.support;

import org.jspecify.annotations.NullMarked;
