package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * The futures of callers that requested a start or a stop and wait for its outcome. Owned
 * by the worker's loop.
 */
final class PendingFutures {

	private final Executor callbacks;

	private List<CompletableFuture<Void>> futures = new ArrayList<>();

	private boolean any;

	PendingFutures(Executor callbacks) {
		this.callbacks = callbacks;
	}

	/**
	 * Add a request.
	 * @param future the caller's, or {@code null} if it does not wait
	 */
	void add(@Nullable CompletableFuture<Void> future) {
		this.any = true;
		if (future != null) {
			this.futures.add(future);
		}
	}

	/**
	 * Return whether there is a request that has neither completed nor failed.
	 */
	boolean any() {
		return this.any;
	}

	/**
	 * Move all requests to others.
	 */
	void moveTo(PendingFutures other) {
		this.futures.forEach(other::add);
		this.futures = new ArrayList<>();
		this.any = false;
	}

	void complete() {
		for (CompletableFuture<Void> future : take()) {
			this.callbacks.execute(() -> future.complete(null));
		}
	}

	void fail(Throwable reason) {
		for (CompletableFuture<Void> future : take()) {
			this.callbacks.execute(() -> future.completeExceptionally(reason));
		}
	}

	private List<CompletableFuture<Void>> take() {
		List<CompletableFuture<Void>> taken = this.futures;
		this.futures = new ArrayList<>();
		this.any = false;
		return taken;
	}

}
