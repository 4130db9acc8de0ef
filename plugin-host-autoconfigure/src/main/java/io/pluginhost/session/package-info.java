/**
 * One process of a worker: the conversation with it, and what watches it. Does not know
 * the life of the worker, which has one session after another.
 */
@NullMarked
package io.pluginhost.session;

import org.jspecify.annotations.NullMarked;
