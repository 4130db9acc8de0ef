package io.pluginhost.benchmarks.contest;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What this JVM holds and has used at a moment.
 *
 * @param threads how many threads there are
 * @param heap bytes in use on the heap, after a collection
 * @param resident bytes of memory the process has, zero where that cannot be told
 */
record Footprint(int threads, long heap, long resident) {

	private static final long RESTING = 4000;

	private static final Path STATUS = Path.of("/proc/self/status");

	private static final Path TASKS = Path.of("/proc/self/task");

	static Footprint now() throws IOException {
		System.gc();
		return new Footprint(ManagementFactory.getThreadMXBean().getThreadCount(),
				ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), residentSize());
	}

	/**
	 * Write down what so many workers have added.
	 * @param before how it was without them
	 */
	void note(Trial trial, Footprint before, int workers) {
		trial.note("threads", (double) (this.threads - before.threads) / workers);
		trial.note("heap", (double) (this.heap - before.heap) / workers);
		if (this.resident > 0) {
			trial.note("resident", (double) (this.resident - before.resident) / workers);
		}
	}

	/**
	 * Do nothing for a while.
	 * @return what processor time that took, in milliseconds a second; zero where that
	 * cannot be told
	 */
	static double rest() throws IOException, InterruptedException {
		long before = processorTime();
		pause(RESTING);
		return (processorTime() - before) / 1e6 / (RESTING / 1e3);
	}

	static void pause(long millis) throws InterruptedException {
		new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
	}

	private static long residentSize() throws IOException {
		if (!Files.exists(STATUS)) {
			return 0;
		}
		return Files.readAllLines(STATUS)
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
			.sum();
	}

	/**
	 * To the nanosecond, where the JVM's own figure counts in hundredths of a second.
	 */
	private static long processorTime() throws IOException {
		if (!Files.exists(TASKS)) {
			return 0;
		}
		long sum = 0;
		try (Stream<Path> tasks = Files.list(TASKS)) {
			for (Path task : tasks.toList()) {
				try {
					sum += Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]);
				}
				catch (IOException ex) {
					// The thread has ended meanwhile
					continue;
				}
			}
		}
		return sum;
	}

}
