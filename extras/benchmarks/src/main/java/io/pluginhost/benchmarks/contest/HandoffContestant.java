package io.pluginhost.benchmarks.contest;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The floor with a thread that reads and wakes the caller: what answers cost at least
 * where several callers share a worker.
 */
final class HandoffContestant implements Contestant {

	private final Pipe pipe;

	private final byte[] question = Pipe.line("call",
			"{\"number\":12345,\"text\":\"" + Payloads.QUESTION.text() + "\"}");

	/** The thread that waits for the answer, or null once it has arrived. */
	private final AtomicReference<Thread> waiting = new AtomicReference<>();

	HandoffContestant(Worker worker) throws IOException {
		this.pipe = Pipe.start(worker.command("lines"));
		this.pipe.initialize();
		Thread reader = new Thread(this::read, "reader");
		reader.setDaemon(true);
		reader.start();
	}

	@Override
	public void call(Trial trial) throws Exception {
		Thread caller = Thread.currentThread();
		while (trial.goesOn()) {
			long start = System.nanoTime();
			this.waiting.set(caller);
			this.pipe.write(this.question, 0, this.question.length);
			while (this.waiting.get() != null) {
				LockSupport.park(this);
			}
			trial.took(System.nanoTime() - start);
		}
	}

	private void read() {
		try {
			while (true) {
				this.pipe.readLines();
				LockSupport.unpark(this.waiting.getAndSet(null));
			}
		}
		catch (IOException ex) {
			// The worker has been ended, and no thread waits
			LockSupport.unpark(this.waiting.getAndSet(null));
		}
	}

	@Override
	public void close() {
		this.pipe.close();
	}

}
