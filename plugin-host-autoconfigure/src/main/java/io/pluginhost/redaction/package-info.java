/**
 * Control characters in a worker's words, as they are printed.
 */
@NullMarked
package io.pluginhost.redaction;

import org.jspecify.annotations.NullMarked;
