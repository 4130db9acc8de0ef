package io.pluginhost;

import java.util.Locale;

/**
 * How a worker says it feels, as answered to the {@code health} method.
 */
public enum HealthStatus {

	/**
	 * Able to work.
	 */
	OK,

	/**
	 * Able to work, with something missing.
	 */
	DEGRADED,

	/**
	 * Alive but unable to work.
	 */
	ERROR;

	private final String code = name().toLowerCase(Locale.ROOT);

	/**
	 * Return the status as it is written on the wire and in JSON.
	 * @return the name in lower case
	 */
	public String code() {
		return this.code;
	}

}
