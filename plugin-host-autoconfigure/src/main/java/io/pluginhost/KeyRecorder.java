package io.pluginhost;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Records which keys a builder sets. While it sets defaults, a key that has been set
 * before keeps its value. Not safe for use by several threads.
 */
final class KeyRecorder {

	private static final ExplicitKeys NONE = new ExplicitKeys(Set.of());

	private final Set<String> explicit = new LinkedHashSet<>();

	/** The keys that keep their values. */
	private ExplicitKeys kept = NONE;

	/**
	 * Return the value that a key has once it is set.
	 */
	<T extends @Nullable Object> T choose(String key, T present, T value) {
		if (this.kept.contains(key)) {
			return present;
		}
		this.explicit.add(key);
		return value;
	}

	void addAll(ExplicitKeys keys) {
		this.explicit.addAll(keys.names());
	}

	/**
	 * Run settings that leave alone what has been set.
	 */
	void setDefaults(Runnable settings) {
		this.kept = explicitKeys();
		try {
			settings.run();
		}
		finally {
			this.kept = NONE;
		}
	}

	ExplicitKeys explicitKeys() {
		return new ExplicitKeys(this.explicit);
	}

}
