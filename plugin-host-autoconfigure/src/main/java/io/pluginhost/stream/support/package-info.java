/**
 * Delivers stream events to listeners and subscribers. Knows no worker.
 */
@NullMarked
package io.pluginhost.stream.support;

import org.jspecify.annotations.NullMarked;
