package io.pluginhost.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.redaction.PrintableThrowable;
import io.pluginhost.rpc.Timekeeper;

/**
 * Takes what is to be told and tells it in order, one at a time, on other threads than
 * those that bring it. Knows how much waits. Guarded by itself; tells unguarded.
 *
 * @param <T> what is told
 */
final class Outbox<T> {

	private static final Logger logger = LoggerFactory.getLogger(Outbox.class);

	private final String name;

	private final long capacity;

	private final Executor serial;

	private final Consumer<T> listener;

	// Guarded by this
	private long waiting;

	// Guarded by this: those who wait for room
	private int paused;

	// Guarded by this
	private int untold;

	private volatile boolean closed;

	Outbox(String name, long capacity, Executor threads, Timekeeper time, Consumer<T> listener) {
		this.name = name;
		this.capacity = capacity;
		this.serial = new SerialExecutor(threads, time);
		this.listener = listener;
	}

	/**
	 * Take something whether or not there is room.
	 */
	void add(T item) {
		tell(item, 0);
	}

	/**
	 * Wait for room, then take something.
	 * @param hurried whether to take it without room; asked under the guard
	 */
	void put(T item, long weight, BooleanSupplier hurried) {
		if (!reserve(weight, hurried)) {
			// What it has brought may be what there is no room for
			Handover.end();
			await(weight, hurried);
		}
		tell(item, weight);
	}

	private synchronized boolean reserve(long weight, BooleanSupplier hurried) {
		if (this.waiting >= this.capacity && !hurried.getAsBoolean()) {
			return false;
		}
		this.waiting += weight;
		return true;
	}

	private synchronized void await(long weight, BooleanSupplier hurried) {
		boolean interrupted = false;
		this.paused++;
		while (!reserve(weight, hurried)) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		this.paused--;
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Let those who wait ask anew whether they must.
	 */
	synchronized void hurry() {
		notifyAll();
	}

	/**
	 * Return when all that has been taken until now has been told.
	 * @return completes on the thread that tells
	 */
	CompletableFuture<Void> told() {
		CompletableFuture<Void> told = new CompletableFuture<>();
		this.serial.execute(() -> told.complete(null));
		return told;
	}

	/**
	 * How much has been taken and not been told, or not to the end.
	 */
	synchronized int untold() {
		return this.untold;
	}

	/**
	 * Tell nothing any more.
	 */
	void close() {
		this.closed = true;
	}

	/**
	 * Whether somebody waits for room.
	 */
	synchronized boolean isPausing() {
		return this.paused > 0;
	}

	private void tell(T item, long weight) {
		synchronized (this) {
			this.untold++;
		}
		this.serial.execute(() -> {
			try {
				if (!this.closed) {
					this.listener.accept(item);
				}
			}
			catch (RuntimeException | Error ex) {
				logger.error("A listener to {} failed", this.name, PrintableThrowable.of(ex));
			}
			finally {
				told(weight);
			}
		});
	}

	private synchronized void told(long weight) {
		this.waiting -= weight;
		this.untold--;
		notifyAll();
	}

}
