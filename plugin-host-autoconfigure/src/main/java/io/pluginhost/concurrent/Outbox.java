package io.pluginhost.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.redaction.PrintableThrowable;

/**
 * Takes what is to be told and tells it in order, one at a time, on other threads than
 * those that bring it. Knows how much waits. Guarded by itself; tells unguarded.
 *
 * @param <T> what is told
 */
public final class Outbox<T> {

	private static final Logger logger = LoggerFactory.getLogger(Outbox.class);

	/**
	 * How often its capacity all shares may have: what processes have left counts too.
	 */
	private static final int SHARES = 4;

	private final String name;

	private final long capacity;

	private final Executor serial;

	private final Consumer<T> listener;

	// Guarded by this: of all shares
	private long waiting;

	// Guarded by this: those who wait for room
	private int paused;

	private final Share own = new Share();

	// Guarded by this
	private int undelivered;

	private volatile boolean closed;

	public Outbox(String name, long capacity, Executor threads, Timekeeper time, Consumer<T> listener) {
		this.name = name;
		this.capacity = capacity;
		this.serial = new SerialExecutor(threads, time);
		this.listener = listener;
	}

	/**
	 * Take something whether or not there is room.
	 */
	public void add(T item) {
		tell(item, 0, this.own);
	}

	/**
	 * Wait for room, then take something.
	 * @param hurried whether to take it without room; asked under the guard
	 */
	public void put(T item, long weight, BooleanSupplier hurried) {
		put(item, weight, hurried, this.own, Pause.UNNOTICED);
	}

	/**
	 * Wait for room in a share, then take something.
	 * @param hurried whether to take it without room; asked under the guard
	 * @param share whose room it takes
	 * @param pause notified while the caller has to wait
	 */
	public void put(T item, long weight, BooleanSupplier hurried, Share share, Pause pause) {
		if (!reserve(weight, hurried, share)) {
			// What it has brought may be what there is no room for
			WakeupBatch.end();
			pause.began();
			try {
				await(weight, hurried, share);
			}
			finally {
				pause.ended();
			}
		}
		tell(item, weight, share);
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
		this.paused++;
		while (!reserve(weight, hurried, share)) {
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
	public synchronized void hurry() {
		notifyAll();
	}

	/**
	 * Return when all that has been taken until now has been told.
	 * @return completes on the thread that tells
	 */
	public CompletableFuture<Void> flushed() {
		CompletableFuture<Void> told = new CompletableFuture<>();
		this.serial.execute(() -> told.complete(null));
		return told;
	}

	/**
	 * How much has been taken and not been told, or not to the end.
	 */
	public synchronized int undelivered() {
		return this.undelivered;
	}

	/**
	 * Tell nothing any more.
	 */
	public void close() {
		this.closed = true;
	}

	/**
	 * Whether somebody waits for room.
	 */
	public synchronized boolean isPausing() {
		return this.paused > 0;
	}

	private void tell(T item, long weight, Share share) {
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
				told(weight, share);
			}
		});
	}

	private synchronized void told(long weight, Share share) {
		this.waiting -= weight;
		share.waiting -= weight;
		this.undelivered--;
		notifyAll();
	}

	/**
	 * The room that one of those has who bring things. Guarded by the outbox.
	 */
	public static final class Share {

		private long waiting;

	}

	/**
	 * Notified while one who brings something has to wait, on its thread.
	 */
	public interface Pause {

		/**
		 * Does nothing.
		 */
		Pause UNNOTICED = new Pause() {

			@Override
			public void began() {
			}

			@Override
			public void ended() {
			}

		};

		/**
		 * Invoked when the wait begins.
		 */
		void began();

		/**
		 * Invoked when it is over.
		 */
		void ended();

	}

}
