package io.pluginhost.worker;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The events of one worker: posted from any thread, handled one at a time on the worker's
 * loop, which also runs what belongs there.
 */
final class EventQueue implements Executor {

	private final Executor loop;

	/** Set once, before the first event. */
	private @Nullable Consumer<LifecycleEvent> handler;

	EventQueue(Executor loop) {
		this.loop = loop;
	}

	void handleBy(Consumer<LifecycleEvent> handler) {
		this.handler = handler;
	}

	/**
	 * Post an event, or several that nothing comes between.
	 */
	void post(LifecycleEvent... events) {
		execute(() -> List.of(events).forEach(this::handle));
	}

	/**
	 * Handle an event now, on the loop.
	 */
	void handle(LifecycleEvent event) {
		Objects.requireNonNull(this.handler).accept(event);
	}

	@Override
	public void execute(Runnable task) {
		this.loop.execute(task);
	}

}
