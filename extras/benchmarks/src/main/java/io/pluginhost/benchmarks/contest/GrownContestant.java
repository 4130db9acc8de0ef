package io.pluginhost.benchmarks.contest;

import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;

/**
 * This library in an application that has grown in one dimension.
 */
final class GrownContestant extends LibraryContestant {

	private static final int PAST_CALLS = 100;

	private static final int WINDOW = 64;

	private final Growth growth;

	private final int size;

	private @Nullable Link grown;

	private GrownContestant(Growth growth, int size, Worker worker, Object... beans) {
		super(worker, false, beans);
		this.growth = growth;
		this.size = size;
	}

	static GrownContestant create(Growth growth, int size, Worker worker) throws Exception {
		if (growth == Growth.HANDLERS && size > 1) {
			return new GrownContestant(growth, size, worker, ManyHandlers.create(size - 1));
		}
		return new GrownContestant(growth, size, worker);
	}

	@Override
	Link prepare() throws Exception {
		if (this.growth == Growth.PAST) {
			return replace();
		}
		if (this.grown == null) {
			this.grown = grow();
		}
		return this.grown;
	}

	private Link grow() throws Exception {
		Link link = link(0);
		if (this.growth == Growth.PLUGINS) {
			openMany(this.size - 1);
		}
		else if (this.growth == Growth.PENDING) {
			for (int i = 1; i < this.size; i++) {
				link.hang();
			}
		}
		return link;
	}

	/**
	 * What is past would grow with each measurement, so that each has a process of its
	 * own. The earlier ones stay, because ending one is work too.
	 */
	private Link replace() throws Exception {
		Link link = openMany(1).get(0);
		Semaphore room = new Semaphore(WINDOW);
		for (int i = 0; i < this.size * PAST_CALLS; i++) {
			room.acquire();
			link.call(room::release);
		}
		room.acquire(WINDOW);
		return link;
	}

}
