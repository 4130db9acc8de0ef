package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Notifications of listeners and futures, held back until the outcome of a step is
 * visible to all. Owned by the worker's loop.
 */
final class Notifications implements Executor {

	private final List<Runnable> held = new ArrayList<>();

	@Override
	public void execute(Runnable notification) {
		this.held.add(notification);
	}

	/**
	 * Run what has been held back, in order.
	 */
	void flush() {
		List<Runnable> due = List.copyOf(this.held);
		this.held.clear();
		due.forEach(Runnable::run);
	}

}
