package io.pluginhost.autoconfigure;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginWorker;

/**
 * Starts many workers, not too many at once. Guarded by itself; starts unguarded.
 */
final class StartupQueue {

	private final int concurrency;

	// Guarded by this
	private final ArrayDeque<Start> waiting = new ArrayDeque<>();

	// Guarded by this
	private int starting;

	StartupQueue(int concurrency) {
		this.concurrency = concurrency;
	}

	/**
	 * Start all, in their order as far as there is room.
	 * @return how each went, in the same order
	 */
	List<CompletableFuture<Void>> start(Collection<PluginWorker> workers) {
		List<Start> starts = workers.stream().map((worker) -> new Start(worker, new CompletableFuture<>())).toList();
		synchronized (this) {
			this.waiting.addAll(starts);
		}
		next();
		return starts.stream().map(Start::outcome).toList();
	}

	/**
	 * Forget those that have not been started yet, and tell whoever waits for them.
	 * @return the forgotten, in their order
	 */
	List<PluginWorker> clear() {
		List<Start> forgotten;
		synchronized (this) {
			forgotten = List.copyOf(this.waiting);
			this.waiting.clear();
		}
		forgotten.forEach((start) -> start.outcome()
			.completeExceptionally(new IllegalStateException(
					"Plugin '%s' was stopped before it could be started".formatted(start.worker().pluginId()))));
		return forgotten.stream().map(Start::worker).toList();
	}

	private void next() {
		Start start = take();
		while (start != null) {
			Start started = start;
			started.worker().start().whenComplete((done, failure) -> {
				if (failure != null) {
					started.outcome().completeExceptionally(failure);
				}
				else {
					started.outcome().complete(null);
				}
				leave();
				next();
			});
			start = take();
		}
	}

	private synchronized @Nullable Start take() {
		if (this.starting >= this.concurrency || this.waiting.isEmpty()) {
			return null;
		}
		this.starting++;
		return this.waiting.poll();
	}

	private synchronized void leave() {
		this.starting--;
	}

	/**
	 * One start.
	 *
	 * @param worker what is started
	 * @param outcome how it went
	 */
	private record Start(PluginWorker worker, CompletableFuture<Void> outcome) {
	}

}
