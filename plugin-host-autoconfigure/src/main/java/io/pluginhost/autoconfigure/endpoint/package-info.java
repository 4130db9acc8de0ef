/**
 * Auto-configuration of the plugins' endpoint.
 */
@NullMarked
package io.pluginhost.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
