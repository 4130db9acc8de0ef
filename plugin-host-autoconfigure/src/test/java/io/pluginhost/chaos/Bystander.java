package io.pluginhost.chaos;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginWorker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody who calls another plugin all the time, and wants every answer.
 */
final class Bystander implements AutoCloseable {

	private final PluginWorker worker;

	private final Thread thread = new Thread(this::callOn, "bystander");

	private final AtomicLong calls = new AtomicLong();

	private volatile boolean done;

	private volatile long longest;

	private volatile @Nullable Throwable failure;

	Bystander(PluginWorker worker) {
		this.worker = worker;
		this.thread.start();
	}

	private void callOn() {
		try {
			while (!this.done) {
				long begin = System.nanoTime();
				long number = this.calls.incrementAndGet();
				long answer = this.worker.call("echo").param("n", number).retrieve().path("n").longValue();
				assertThat(answer).isEqualTo(number);
				this.longest = Math.max(this.longest, System.nanoTime() - begin);
			}
		}
		catch (RuntimeException | Error ex) {
			this.failure = ex;
		}
	}

	/**
	 * Wait for calls that began after this one.
	 */
	void goesOn() {
		long seen = this.calls.get();
		while (this.calls.get() < seen + 3 && this.thread.isAlive()) {
			Thread.onSpinWait();
		}
		assertThat(this.failure).isNull();
	}

	/**
	 * What it saw, in words.
	 */
	String report() {
		return "%,d calls of another plugin, the longest %d ms".formatted(this.calls.get(),
				Duration.ofNanos(this.longest).toMillis());
	}

	@Override
	public void close() throws InterruptedException {
		this.done = true;
		this.thread.join();
		assertThat(this.failure).isNull();
	}

}
