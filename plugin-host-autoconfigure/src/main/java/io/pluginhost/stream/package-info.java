/**
 * Streams of events that workers send on their own account.
 */
@NullMarked
package io.pluginhost.stream;

import org.jspecify.annotations.NullMarked;
