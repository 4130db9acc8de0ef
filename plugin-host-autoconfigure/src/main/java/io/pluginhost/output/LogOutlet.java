package io.pluginhost.output;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.slf4j.event.Level;

import io.pluginhost.concurrent.SerialExecutor;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.WorkerLogLine;

/**
 * Where the log lines of one plugin wait to be logged. When they come faster than they
 * can be, the newest are dropped until half of those that wait are logged; then a line
 * says how many there were. Guarded by itself; logs unguarded.
 */
final class LogOutlet {

	/** Lines beyond this many characters that wait are dropped. */
	private static final long CAPACITY = 4 * 1024 * 1024;

	private final Executor serial;

	private final Consumer<LogRecord> log;

	// Guarded by this
	private long waiting;

	// Guarded by this
	private long dropped;

	// Guarded by this: lines that have been taken and not been logged
	private int undelivered;

	private volatile boolean closed;

	LogOutlet(Executor threads, Timekeeper time, Consumer<LogRecord> log) {
		this.serial = new SerialExecutor(threads, time);
		this.log = log;
	}

	/**
	 * Take a line, or count it if there is no room.
	 */
	void say(LogRecord record) {
		synchronized (this) {
			if (this.dropped > 0 || this.waiting >= CAPACITY) {
				this.dropped++;
				return;
			}
			this.waiting += record.size();
			this.undelivered++;
		}
		this.serial.execute(() -> log(record));
	}

	private void log(LogRecord record) {
		try {
			if (!this.closed) {
				this.log.accept(record);
			}
		}
		finally {
			long lost = logged(record.size());
			if (lost > 0) {
				this.serial.execute(() -> this.log.accept(summary(record, lost)));
			}
		}
	}

	/**
	 * Make room.
	 * @return how many lines have been dropped, once there is enough
	 */
	private synchronized long logged(int size) {
		this.waiting -= size;
		this.undelivered--;
		if (this.waiting > CAPACITY / 2) {
			return 0;
		}
		long lost = this.dropped;
		this.dropped = 0;
		return lost;
	}

	/**
	 * Return when all that has been taken until now has been logged.
	 * @return completes on the thread that logs
	 */
	CompletableFuture<Void> flushed() {
		CompletableFuture<Void> told = new CompletableFuture<>();
		this.serial.execute(() -> told.complete(null));
		return told;
	}

	/**
	 * How many lines have been taken and not been logged, or not to the end.
	 */
	synchronized int undelivered() {
		return this.undelivered;
	}

	/**
	 * Log nothing any more.
	 */
	void close() {
		this.closed = true;
	}

	private static LogRecord summary(LogRecord last, long lost) {
		WorkerLogLine line = new WorkerLogLine(last.line().pluginId(), last.line().timestamp(), Level.WARN,
				lost + " lines were dropped: they came faster than they could be logged", Map.of());
		return new LogRecord(line, 0, last.pid(), null, CallObservation.NONE);
	}

}
