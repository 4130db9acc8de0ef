/**
 * Auto-configuration of the plugins' health.
 */
@NullMarked
package io.pluginhost.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
