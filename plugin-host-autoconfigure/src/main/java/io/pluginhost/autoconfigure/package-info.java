/**
 * Wiring only: from {@code application.yml} to plugins that run.
 */
@NullMarked
package io.pluginhost.autoconfigure;

import org.jspecify.annotations.NullMarked;
