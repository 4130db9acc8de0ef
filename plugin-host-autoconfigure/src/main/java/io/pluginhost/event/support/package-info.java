/**
 * Events of workers as Spring application events. Knows neither processes nor messages.
 */
@NullMarked
package io.pluginhost.event.support;

import org.jspecify.annotations.NullMarked;
