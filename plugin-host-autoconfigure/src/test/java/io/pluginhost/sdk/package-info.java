/**
 * Plugins built on the SDK from npm.
 */
@NullMarked
package io.pluginhost.sdk;

import org.jspecify.annotations.NullMarked;
