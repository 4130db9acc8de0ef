/**
 * Streams of plugins for Reactor and Spring MVC. Each type needs its library, and is a
 * bean where it is present.
 */
@NullMarked
package io.pluginhost.stream.adapter;

import org.jspecify.annotations.NullMarked;
