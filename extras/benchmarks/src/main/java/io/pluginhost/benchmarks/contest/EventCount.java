package io.pluginhost.benchmarks.contest;

import java.util.concurrent.CountDownLatch;

/**
 * Counts events until as many have come as are expected. Events are counted by one thread
 * at a time.
 */
final class EventCount {

	private volatile CountDownLatch all = new CountDownLatch(0);

	private volatile int expected;

	private int seen;

	/**
	 * Expect so many events from now on.
	 * @return open when they have come
	 */
	CountDownLatch expect(int count) {
		this.expected = count;
		this.all = new CountDownLatch((count > 0) ? 1 : 0);
		return this.all;
	}

	void another() {
		if (++this.seen == this.expected) {
			this.seen = 0;
			this.all.countDown();
		}
	}

}
