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
 * Starts workers, a limited number at the same time, and each once the starts it depends
 * on have completed or failed. Safe for use by several threads; starts run outside the
 * guard.
 *
 * @see "docs/decisions/starting-with-the-application.md"
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
	 * @param concurrency the maximum number of starts at the same time
	 * @param prepare called when a worker is queued; returns its start, which is executed
	 * later
	 */
	StartupQueue(int concurrency, Function<PluginWorker, Supplier<CompletableFuture<Void>>> prepare) {
		this.concurrency = concurrency;
		this.prepare = prepare;
	}

	/**
	 * Start workers, in their order as far as the limit and their dependencies allow.
	 * @param dependsOn the ids of the plugins that a plugin depends on, without cycles
	 * @return the outcome of each, in the same order
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
	 * Remove the workers that have not been started yet, and fail their outcomes.
	 * @return the removed workers, in their order
	 */
	List<PluginWorker> clear() {
		List<Start> removed;
		synchronized (this) {
			removed = List.copyOf(this.waiting);
			this.waiting.clear();
		}
		removed.forEach((start) -> start.outcome()
			.completeExceptionally(new IllegalStateException(
					"Plugin '%s' was stopped before it could be started".formatted(start.worker().pluginId()))));
		return removed.stream().map(Start::worker).toList();
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
	 * @param worker the worker
	 * @param start starts it, unless the start has been cancelled
	 * @param before the outcomes that must be done first
	 * @param outcome its outcome
	 */
	private record Start(PluginWorker worker, Supplier<CompletableFuture<Void>> start,
			List<CompletableFuture<Void>> before, CompletableFuture<Void> outcome) {

		boolean isDue() {
			return this.before.stream().allMatch(CompletableFuture::isDone);
		}

	}

}
