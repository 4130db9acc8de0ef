package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Those who asked for a start or stop and wait to hear how it went. Owned by the worker's
 * loop; tells them on callback threads.
 */
final class PendingFutures {

	private final Executor callbacks;

	private List<CompletableFuture<Void>> futures = new ArrayList<>();

	private boolean any;

	PendingFutures(Executor callbacks) {
		this.callbacks = callbacks;
	}

	/**
	 * Note a request, by somebody who waits or by nobody.
	 */
	void add(@Nullable CompletableFuture<Void> future) {
		this.any = true;
		if (future != null) {
			this.futures.add(future);
		}
	}

	/**
	 * Whether there is a request that has been neither done nor failed.
	 */
	boolean any() {
		return this.any;
	}

	/**
	 * Hand over all requests to another list.
	 */
	void moveTo(PendingFutures other) {
		this.futures.forEach(other::add);
		this.futures = new ArrayList<>();
		this.any = false;
	}

	void done() {
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
