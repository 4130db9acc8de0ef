package io.pluginhost.benchmarks.contest;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * One contestant doing one thing for a time: counts what was done, and what time, memory
 * and processor it took. Operations may be counted by any thread, times by one.
 */
final class Trial {

	private static final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private final LongAdder operations = new LongAdder();

	private final long allocated = allocated();

	private final long processor = system.getProcessCpuTime();

	private final long start = System.nanoTime();

	private final long budget;

	private final long[] times;

	private int timed;

	/**
	 * Begin a trial.
	 * @param nanos how long it shall take
	 * @param times room for single times; those beyond are not kept
	 */
	Trial(long nanos, long[] times) {
		this.budget = nanos;
		this.times = times;
	}

	/**
	 * Whether there is time left.
	 */
	boolean goesOn() {
		return System.nanoTime() - this.start < this.budget;
	}

	/**
	 * Count operations.
	 */
	void did(long operations) {
		this.operations.add(operations);
	}

	/**
	 * Count one operation, and remember how long it took.
	 */
	void took(long nanos) {
		if (this.timed < this.times.length) {
			this.times[this.timed++] = nanos;
		}
		did(1);
	}

	/**
	 * End the trial.
	 * @return what was measured, by name
	 */
	Map<String, Double> end() {
		double nanos = System.nanoTime() - this.start;
		double operations = this.operations.sum();
		Map<String, Double> measured = new LinkedHashMap<>();
		measured.put("operations", operations);
		measured.put("rate", operations * 1e9 / nanos);
		measured.put("cpu", (system.getProcessCpuTime() - this.processor) / operations);
		measured.put("bytes", (allocated() - this.allocated) / operations);
		if (this.timed > 0) {
			Arrays.sort(this.times, 0, this.timed);
			measured.put("p50", (double) this.times[this.timed / 2]);
			measured.put("p99", (double) this.times[(int) (this.timed * 0.99)]);
		}
		return measured;
	}

	/**
	 * What all living threads have allocated, in bytes.
	 */
	private static long allocated() {
		long sum = 0;
		for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
			sum += Math.max(0, bytes);
		}
		return sum;
	}

}
