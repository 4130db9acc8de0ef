package io.pluginhost.autoconfigure;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginWorker;

/**
 * Starts many workers, not too many at once, and each when the starts it depends on have
 * ended, one way or the other. Guarded by itself; starts unguarded.
 */
final class StartupQueue {

	private final int concurrency;

	private final Function<PluginWorker, Supplier<CompletableFuture<Void>>> prepare;

	// Guarded by this
	private final ArrayDeque<Start> waiting = new ArrayDeque<>();

	// Guarded by this
	private int starting;

	/**
	 * Create an empty queue.
	 * @param concurrency how many may be starting at once
	 * @param prepare gives the start to be made when its turn comes, when it is queued
	 */
	StartupQueue(int concurrency, Function<PluginWorker, Supplier<CompletableFuture<Void>>> prepare) {
		this.concurrency = concurrency;
		this.prepare = prepare;
	}

	/**
	 * Start all, in their order as far as there is room and they do not depend on others
	 * among them.
	 * @param dependsOn the ids of the plugins that one depends on, in which there is no
	 * circle
	 * @return how each went, in the same order
	 */
	List<CompletableFuture<Void>> start(Collection<PluginWorker> workers,
			Function<String, ? extends Collection<String>> dependsOn) {
		Map<String, CompletableFuture<Void>> outcomes = new LinkedHashMap<>();
		workers.forEach((worker) -> outcomes.put(worker.pluginId(), new CompletableFuture<>()));
		List<Start> starts = workers.stream()
			.map((worker) -> new Start(worker, this.prepare.apply(worker),
					dependsOn.apply(worker.pluginId()).stream().map(outcomes::get).filter(Objects::nonNull).toList(),
					Objects.requireNonNull(outcomes.get(worker.pluginId()))))
			.toList();
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
			started.start().get().whenComplete((done, failure) -> {
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
		if (this.starting >= this.concurrency) {
			return null;
		}
		for (Start start : this.waiting) {
			if (start.isDue()) {
				this.starting++;
				this.waiting.remove(start);
				return start;
			}
		}
		return null;
	}

	private synchronized void leave() {
		this.starting--;
	}

	/**
	 * One start.
	 *
	 * @param worker what is started
	 * @param start starts it, unless it has been called off
	 * @param before what must have ended
	 * @param outcome how it went
	 */
	private record Start(PluginWorker worker, Supplier<CompletableFuture<Void>> start,
			List<CompletableFuture<Void>> before, CompletableFuture<Void> outcome) {

		boolean isDue() {
			return this.before.stream().allMatch(CompletableFuture::isDone);
		}

	}

}
