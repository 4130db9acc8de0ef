package io.pluginhost.benchmarks.contest;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * One contestant doing one thing for a time: counts what was done, and what time, memory
 * and processor it took. Operations may be counted by any thread, all else by one.
 */
final class Trial {

	private static final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private static final CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();

	private final LongAdder operations = new LongAdder();

	private final Map<String, Double> notes = new LinkedHashMap<>();

	private final long budget;

	private final long[] times;

	private volatile boolean begun;

	private int timed;

	private Map<Long, Long> allocated = Map.of();

	private long processor;

	private long compiled;

	private long start;

	/**
	 * Begin a trial.
	 * @param nanos how long it shall take
	 * @param times room for single times; those beyond are not kept
	 */
	Trial(long nanos, long[] times) {
		this.budget = nanos;
		this.times = times;
		begin();
	}

	/**
	 * Begin anew: what was done so far was preparation.
	 */
	void begin() {
		this.operations.reset();
		this.begun = false;
		this.timed = 0;
		this.allocated = allocated();
		this.processor = system.getProcessCpuTime();
		this.compiled = compiler.getTotalCompilationTime();
		this.start = System.nanoTime();
	}

	/**
	 * Whether there is time left; there always is to do something once.
	 */
	boolean goesOn() {
		if (!this.begun) {
			this.begun = true;
			return true;
		}
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
	 * Take down something else that was measured.
	 */
	void note(String name, double value) {
		this.notes.put(name, value);
	}

	/**
	 * End the trial.
	 * @return what was measured, by name
	 */
	Map<String, Double> end() {
		double nanos = System.nanoTime() - this.start;
		double operations = this.operations.sum();
		Map<String, Double> measured = new LinkedHashMap<>();
		measured.put("compiling",
				TimeUnit.MILLISECONDS.toNanos(compiler.getTotalCompilationTime() - this.compiled) / nanos);
		if (operations > 0) {
			measured.put("operations", operations);
			measured.put("rate", operations * 1e9 / nanos);
			measured.put("nanos", nanos / operations);
			measured.put("cpu", (system.getProcessCpuTime() - this.processor) / operations);
			measured.put("bytes", (double) allocatedSince(this.allocated) / operations);
		}
		if (this.timed > 0) {
			Arrays.sort(this.times, 0, this.timed);
			measured.put("p50", (double) this.times[this.timed / 2]);
			measured.put("p99", (double) this.times[(int) (this.timed * 0.99)]);
		}
		measured.putAll(this.notes);
		return measured;
	}

	/**
	 * What each living thread has allocated, in bytes.
	 */
	private static Map<Long, Long> allocated() {
		long[] ids = threads.getAllThreadIds();
		long[] bytes = threads.getThreadAllocatedBytes(ids);
		Map<Long, Long> allocated = new HashMap<>();
		for (int i = 0; i < ids.length; i++) {
			allocated.put(ids[i], Math.max(0, bytes[i]));
		}
		return allocated;
	}

	/**
	 * Thread by thread, because one that has ended meanwhile takes with it what it had
	 * allocated long before.
	 */
	private static long allocatedSince(Map<Long, Long> before) {
		long sum = 0;
		for (Map.Entry<Long, Long> now : allocated().entrySet()) {
			sum += Math.max(0, now.getValue() - before.getOrDefault(now.getKey(), 0L));
		}
		return sum;
	}

}
