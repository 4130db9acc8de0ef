/**
 * News of workers' lives, published as Spring application events.
 */
@NullMarked
package io.pluginhost.event;

import org.jspecify.annotations.NullMarked;
