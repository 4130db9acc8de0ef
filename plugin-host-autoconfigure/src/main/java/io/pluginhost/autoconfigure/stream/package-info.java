/**
 * Wiring of streams for Reactor and Spring MVC.
 */
@NullMarked
package io.pluginhost.autoconfigure.stream;

import org.jspecify.annotations.NullMarked;
