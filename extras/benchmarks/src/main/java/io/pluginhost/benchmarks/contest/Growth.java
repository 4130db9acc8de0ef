package io.pluginhost.benchmarks.contest;

import java.util.List;
import java.util.Locale;

/**
 * What may grow without a call becoming dearer.
 */
public enum Growth {

	/** Plugins whose workers are running and have nothing to do. */
	PLUGINS,

	/** Host methods. */
	HANDLERS,

	/** Calls to the same worker that wait for their answers. */
	PENDING,

	/** Hundreds of calls that the same process has answered. */
	PAST;

	/** How large each becomes. */
	public static final List<Integer> SIZES = List.of(1, 10, 100, 500);

	/**
	 * What a contestant that has grown so far is called.
	 * @param size how far
	 * @return the name
	 */
	public String contestant(int size) {
		return name().toLowerCase(Locale.ROOT) + "=" + size;
	}

	static Growth of(String contestant) {
		return valueOf(contestant.substring(0, contestant.indexOf('=')).toUpperCase(Locale.ROOT));
	}

	static int size(String contestant) {
		return Integer.parseInt(contestant.substring(contestant.indexOf('=') + 1));
	}

}
