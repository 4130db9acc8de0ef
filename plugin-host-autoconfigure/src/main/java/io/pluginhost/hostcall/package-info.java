/**
 * Calls from workers to the host: admission, permits, deadlines, answers. Knows no
 * process.
 */
@NullMarked
package io.pluginhost.hostcall;

import org.jspecify.annotations.NullMarked;
