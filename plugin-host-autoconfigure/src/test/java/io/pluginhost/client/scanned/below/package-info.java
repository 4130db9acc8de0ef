/**
 * Clients to be found.
 */
@NullMarked
package io.pluginhost.client.scanned.below;

import org.jspecify.annotations.NullMarked;
