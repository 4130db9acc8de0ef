package io.pluginhost.concurrent;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a thread hands to pools while it works through many things at once: it calls
 * others to the work when it is through, once for all of it, because to call somebody
 * costs more than most of the work. Whoever is at work already does not wait for that.
 * Owned by its thread, which must not block in between.
 *
 * @see "docs/decisions/callback-threads.md"
 */
public final class WakeupBatch {

	private static final ThreadLocal<@Nullable WakeupBatch> handovers = new ThreadLocal<>();

	private final List<ElasticPool> pools = new ArrayList<>(2);

	private boolean open;

	private WakeupBatch() {
	}

	/**
	 * From now on pools only take what the current thread brings.
	 */
	public static void begin() {
		WakeupBatch handover = handovers.get();
		if (handover == null) {
			handover = new WakeupBatch();
			handovers.set(handover);
		}
		handover.open = true;
	}

	/**
	 * Let what has been brought be done: the thread is through, or is about to block.
	 */
	public static void end() {
		WakeupBatch handover = handovers.get();
		if (handover == null || !handover.open) {
			return;
		}
		handover.open = false;
		List<ElasticPool> pools = List.copyOf(handover.pools);
		handover.pools.clear();
		pools.forEach(ElasticPool::seeToWaiting);
	}

	/**
	 * Remember a pool that somebody may have to be called for.
	 * @return whether that is seen to later
	 */
	static boolean defers(ElasticPool pool) {
		WakeupBatch handover = handovers.get();
		if (handover == null || !handover.open) {
			return false;
		}
		if (!handover.pools.contains(pool)) {
			handover.pools.add(pool);
		}
		return true;
	}

}
