package io.pluginhost.sample;

import org.jspecify.annotations.Nullable;

/**
 * The key of a plugin's value.
 *
 * @param scopeKind the kind of its scope, such as {@code instance}
 * @param scopeId the id of the scope, if there are several
 * @param namespace the namespace, if the plugin uses several
 * @param stateKey the name of the value
 */
record StateKey(String scopeKind, @Nullable String scopeId, @Nullable String namespace, String stateKey) {
}
