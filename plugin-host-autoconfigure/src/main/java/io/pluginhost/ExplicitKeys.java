package io.pluginhost;

import java.util.Set;

/**
 * The keys that a {@link PluginDefinition} sets, and that {@code plugin-host.defaults}
 * therefore leave alone. They do not change what a definition means once it is complete,
 * so all instances are equal, and equal definitions may set different keys. Immutable.
 */
public final class ExplicitKeys {

	private final Set<String> names;

	ExplicitKeys(Set<String> names) {
		this.names = Set.copyOf(names);
	}

	/**
	 * Return whether a key is set, by itself or as a part of what is set as a whole.
	 * @param key the key as in the configuration, such as {@code restart.jitter}
	 * @return whether it is
	 */
	public boolean contains(String key) {
		int dot = key.indexOf('.');
		return this.names.contains(key) || (dot > 0 && this.names.contains(key.substring(0, dot)));
	}

	/**
	 * Return the names of the keys.
	 * @return the names
	 */
	public Set<String> names() {
		return this.names;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof ExplicitKeys;
	}

	@Override
	public int hashCode() {
		return ExplicitKeys.class.hashCode();
	}

	@Override
	public String toString() {
		return this.names.toString();
	}

}
