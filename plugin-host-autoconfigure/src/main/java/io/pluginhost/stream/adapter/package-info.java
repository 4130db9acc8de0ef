/**
 * Streams of plugins as other libraries have them: Reactor, and Spring MVC. Each type
 * needs its library, and is a bean where it is present.
 */
@NullMarked
package io.pluginhost.stream.adapter;

import org.jspecify.annotations.NullMarked;
