/**
 * Clients to be found.
 */
@NullMarked
package io.pluginhost.client.scanned;

import org.jspecify.annotations.NullMarked;
