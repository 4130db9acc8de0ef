package io.pluginhost.sample;

import java.time.Duration;

/**
 * How long tests wait for what must happen. A start may take a minute, and on a busy
 * machine several follow each other.
 */
public final class Patience {

	/** Longer than anything takes that happens at all. */
	public static final Duration LIMIT = Duration.ofMinutes(5);

	private Patience() {
	}

}
