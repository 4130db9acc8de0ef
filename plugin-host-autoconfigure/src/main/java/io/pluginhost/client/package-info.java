/**
 * Plugins as Java interfaces.
 */
@NullMarked
package io.pluginhost.client;

import org.jspecify.annotations.NullMarked;
