/**
 * What a worker can do to its host, and what the host does about it: real processes,
 * through the public API.
 */
@NullMarked
package io.pluginhost.mischief;

import org.jspecify.annotations.NullMarked;
