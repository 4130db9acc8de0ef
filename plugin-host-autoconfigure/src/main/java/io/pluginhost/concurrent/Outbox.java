package io.pluginhost.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.redaction.PrintableThrowable;

/**
 * Delivers items to a listener in order, one at a time, on other threads than those that
 * add them. Items that wait have a weight; where there is no room, the caller chooses to
 * add anyway, to wait, or to have the item dropped and counted. Guarded by itself;
 * invokes the listener unguarded.
 *
 * @param <T> the type of the items
 */
public final class Outbox<T> {

	private static final Logger logger = LoggerFactory.getLogger(Outbox.class);

	/**
	 * All shares together may have this many times the capacity, because what earlier
	 * processes have left counts too.
	 */
	private static final int SHARES = 4;

	private final String name;

	private final long capacity;

	private final Executor serial;

	private final Consumer<T> listener;

	private final @Nullable BiFunction<T, Long, T> summary;

	private final Share own = new Share();

	// Guarded by this: the weight of all shares
	private long waiting;

	// Guarded by this: items that are not delivered, or not completely
	private int undelivered;

	// Guarded by this: items dropped since there was no room
	private long dropped;

	private volatile boolean closed;

	/**
	 * Create an outbox that drops nothing.
	 * @param name what it delivers, for the log
	 * @param capacity the weight that may wait in a share
	 * @param threads run the listener, which may block
	 * @param time measures when to try again where no thread can be started
	 * @param listener receives the items
	 */
	public Outbox(String name, long capacity, Executor threads, Timekeeper time, Consumer<T> listener) {
		this(name, capacity, threads, time, listener, null);
	}

	/**
	 * Create an outbox.
	 * @param name what it delivers, for the log
	 * @param capacity the weight that may wait in a share
	 * @param threads run the listener, which may block
	 * @param time measures when to try again where no thread can be started
	 * @param listener receives the items
	 * @param summary creates the item that says how many were dropped, from the last one
	 * that was not, and their number
	 */
	public Outbox(String name, long capacity, Executor threads, Timekeeper time, Consumer<T> listener,
			@Nullable BiFunction<T, Long, T> summary) {
		this.name = name;
		this.capacity = capacity;
		this.serial = new SerialExecutor(threads, time);
		this.listener = listener;
		this.summary = summary;
	}

	/**
	 * Add an item whether or not there is room.
	 */
	public void add(T item) {
		deliver(item, 0, this.own);
	}

	/**
	 * Add an item, or drop it if there is no room. Once one has been dropped, so are all
	 * until half of the capacity is free; then a summary is delivered.
	 */
	public void offer(T item, long weight) {
		synchronized (this) {
			if (this.dropped > 0 || this.waiting >= this.capacity) {
				this.dropped++;
				return;
			}
			this.waiting += weight;
			this.own.waiting += weight;
		}
		deliver(item, weight, this.own);
	}

	/**
	 * Wait for room in a share, then add an item.
	 * @param hurried whether to add it without room; invoked under the guard
	 * @param share whose room it takes
	 * @param pause notified while the caller has to wait
	 */
	public void put(T item, long weight, BooleanSupplier hurried, Share share, Pause pause) {
		if (!reserve(weight, hurried, share)) {
			// There may be no room because of items that this batch holds back
			WakeupBatch.end();
			pause.began();
			try {
				await(weight, hurried, share);
			}
			finally {
				pause.ended();
			}
		}
		deliver(item, weight, share);
	}

	private synchronized boolean reserve(long weight, BooleanSupplier hurried, Share share) {
		boolean full = share.waiting >= this.capacity || this.waiting / SHARES >= this.capacity;
		if (full && !hurried.getAsBoolean()) {
			return false;
		}
		this.waiting += weight;
		share.waiting += weight;
		return true;
	}

	private synchronized void await(long weight, BooleanSupplier hurried, Share share) {
		boolean interrupted = false;
		while (!reserve(weight, hurried, share)) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Have callers that wait for room check again whether they are hurried.
	 */
	public synchronized void hurry() {
		notifyAll();
	}

	/**
	 * Return a future of the delivery of all items added so far.
	 * @return completes on the thread that delivers
	 */
	public CompletableFuture<Void> flushed() {
		CompletableFuture<Void> flushed = new CompletableFuture<>();
		this.serial.execute(() -> flushed.complete(null));
		return flushed;
	}

	/**
	 * Return the number of items that have not been delivered, or not completely.
	 */
	public synchronized int undelivered() {
		return this.undelivered;
	}

	/**
	 * Deliver no more items.
	 */
	public void close() {
		this.closed = true;
	}

	private void deliver(T item, long weight, Share share) {
		synchronized (this) {
			this.undelivered++;
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
				long lost = delivered(weight, share);
				if (lost > 0 && this.summary != null) {
					T summary = this.summary.apply(item, lost);
					this.serial.execute(() -> this.listener.accept(summary));
				}
			}
		});
	}

	/**
	 * Free the room of an item.
	 * @return the number of items dropped, once there is room for others
	 */
	private synchronized long delivered(long weight, Share share) {
		this.waiting -= weight;
		share.waiting -= weight;
		this.undelivered--;
		notifyAll();
		if (this.waiting > this.capacity / 2) {
			return 0;
		}
		long lost = this.dropped;
		this.dropped = 0;
		return lost;
	}

	/**
	 * The room of one of several sources of items. Guarded by the outbox.
	 */
	public static final class Share {

		private long waiting;

	}

	/**
	 * Notified while a source of items has to wait, on its thread.
	 */
	public interface Pause {

		/**
		 * Invoked when the wait begins.
		 */
		void began();

		/**
		 * Invoked when the wait has ended.
		 */
		void ended();

	}

}
