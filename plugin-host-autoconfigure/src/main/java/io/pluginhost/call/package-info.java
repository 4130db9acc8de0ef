/**
 * Calls from applications to a plugin's worker: ids, admission, answers, and the
 * configuration that a call may change. Knows no process, and no life of a worker.
 */
@NullMarked
package io.pluginhost.call;

import org.jspecify.annotations.NullMarked;
