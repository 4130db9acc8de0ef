package io.pluginhost.sample;

import org.jspecify.annotations.Nullable;

/**
 * Where a plugin keeps a value.
 *
 * @param scopeKind what the value belongs to, such as {@code instance}
 * @param scopeId which of them, unless there is but one
 * @param namespace a name space, if the plugin wants several
 * @param stateKey the value's name
 */
record StateKey(String scopeKind, @Nullable String scopeId, @Nullable String namespace, String stateKey) {
}
