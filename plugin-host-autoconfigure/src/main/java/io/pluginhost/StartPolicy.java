package io.pluginhost;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * When the worker of a plugin is started, and how the application depends on it.
 *
 * @param required whether a failure of the plugin is a failure of the application
 * @param lazy whether to start the worker with its first call instead of with the
 * application
 * @param dependsOn the ids of the plugins to start before this one and to stop after it,
 * where they are started or stopped together
 * @param initializeTimeout the time to wait for the response to {@code initialize}
 */
public record StartPolicy(boolean required, boolean lazy, Set<String> dependsOn, Duration initializeTimeout) {

	/**
	 * The built-in defaults.
	 */
	public static final StartPolicy DEFAULT = new Builder(new KeyRecorder()).build();

	public StartPolicy {
		dependsOn = Collections.unmodifiableSet(new LinkedHashSet<>(dependsOn));
		initializeTimeout = Checks.positive("initialize-timeout", initializeTimeout);
	}

	/**
	 * Sets single values, and records which.
	 */
	public static final class Builder {

		private final KeyRecorder keys;

		private boolean required = true;

		private boolean lazy = false;

		private Set<String> dependsOn = Set.of();

		private Duration initializeTimeout = Duration.ofSeconds(15);

		private Builder(KeyRecorder keys) {
			this.keys = keys;
		}

		Builder(StartPolicy policy, KeyRecorder keys) {
			this(keys);
			this.required = policy.required;
			this.lazy = policy.lazy;
			this.dependsOn = policy.dependsOn;
			this.initializeTimeout = policy.initializeTimeout;
		}

		/**
		 * Set whether a failure of the plugin is a failure of the application.
		 * @param required the value
		 * @return this builder
		 */
		public Builder required(boolean required) {
			this.required = this.keys.choose("required", this.required, required);
			return this;
		}

		/**
		 * Set whether to start the worker with its first call instead of with the
		 * application.
		 * @param lazy the value
		 * @return this builder
		 */
		public Builder lazy(boolean lazy) {
			this.lazy = this.keys.choose("lazy", this.lazy, lazy);
			return this;
		}

		/**
		 * Set the ids of the plugins to start before this one and to stop after it, where
		 * they are started or stopped together.
		 * @param dependsOn the value
		 * @return this builder
		 */
		public Builder dependsOn(Set<String> dependsOn) {
			this.dependsOn = this.keys.choose("depends-on", this.dependsOn, dependsOn);
			return this;
		}

		/**
		 * Set the time to wait for the response to {@code initialize}.
		 * @param initializeTimeout the value
		 * @return this builder
		 */
		public Builder initializeTimeout(Duration initializeTimeout) {
			this.initializeTimeout = this.keys.choose("initialize-timeout", this.initializeTimeout, initializeTimeout);
			return this;
		}

		StartPolicy build() {
			return new StartPolicy(this.required, this.lazy, this.dependsOn, this.initializeTimeout);
		}

	}

}
