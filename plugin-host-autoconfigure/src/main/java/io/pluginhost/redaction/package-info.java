/**
 * Secrets and control characters in a worker's words. Knows no plugin.
 */
@NullMarked
package io.pluginhost.redaction;

import org.jspecify.annotations.NullMarked;
