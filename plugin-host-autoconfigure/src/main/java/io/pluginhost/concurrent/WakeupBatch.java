package io.pluginhost.concurrent;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Defers the wake-ups of pool threads while the current thread adds many tasks in a row,
 * because a wake-up costs more than most tasks. Threads that are already running take
 * tasks as usual. Owned by its thread, which must end the batch before it blocks.
 *
 * @see "docs/decisions/callback-threads.md"
 */
public final class WakeupBatch {

	private static final ThreadLocal<@Nullable WakeupBatch> batches = new ThreadLocal<>();

	private final List<ElasticPool> pools = new ArrayList<>(2);

	private boolean open;

	private WakeupBatch() {
	}

	/**
	 * Defer wake-ups for tasks that the current thread adds to pools from now on.
	 */
	public static void begin() {
		WakeupBatch batch = batches.get();
		if (batch == null) {
			batch = new WakeupBatch();
			batches.set(batch);
		}
		batch.open = true;
	}

	/**
	 * Wake the threads that the tasks need.
	 */
	public static void end() {
		WakeupBatch batch = batches.get();
		if (batch == null || !batch.open) {
			return;
		}
		batch.open = false;
		List<ElasticPool> pools = List.copyOf(batch.pools);
		batch.pools.clear();
		pools.forEach(ElasticPool::wakeForWaiting);
	}

	/**
	 * Return whether the current thread defers the wake-up of a pool.
	 */
	static boolean defers(ElasticPool pool) {
		WakeupBatch batch = batches.get();
		if (batch == null || !batch.open) {
			return false;
		}
		if (!batch.pools.contains(pool)) {
			batch.pools.add(pool);
		}
		return true;
	}

}
