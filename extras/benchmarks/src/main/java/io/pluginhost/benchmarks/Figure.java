package io.pluginhost.benchmarks;

import java.util.List;
import java.util.Locale;

import io.pluginhost.benchmarks.contest.Growth;
import io.pluginhost.benchmarks.contest.Workload;

/**
 * A figure that is read off a workload.
 *
 * @param label what it says
 * @param workload what is done
 * @param setting where
 * @param measured what is taken from the measurement
 * @param factor what that is multiplied by
 * @param format how it is printed
 */
record Figure(String label, Workload workload, Setting setting, String measured, double factor, String format) {

	private static final double KB = 1e-3;

	/** The rows of the table. */
	static final List<Figure> ALL = List.of(
			new Figure("one caller, p50, pinned, µs", Workload.CALL, Setting.PINNED, "p50", 1e-3, "%.1f"),
			new Figure("one caller, p99, pinned, µs", Workload.CALL, Setting.PINNED, "p99", 1e-3, "%.1f"),
			new Figure("one caller, p50, free, µs", Workload.CALL, Setting.FREE, "p50", 1e-3, "%.1f"),
			new Figure("one caller, p99, free, µs", Workload.CALL, Setting.FREE, "p99", 1e-3, "%.1f"),
			new Figure("beside 16 MB of another, p50, µs", Workload.CALL_BESIDE_16M, Setting.FREE, "p50", 1e-3, "%.1f"),
			new Figure("beside 16 MB of another, p99, µs", Workload.CALL_BESIDE_16M, Setting.FREE, "p99", 1e-3, "%.0f"),
			thousands("16 in flight, 1000 calls/s", Workload.PIPELINE_16),
			thousands("256 in flight, 1000 calls/s", Workload.PIPELINE_256),
			thousands("16 blocking callers, 1000 calls/s", Workload.CALLERS_16),
			thousands("16 workers × 16, 1000 calls/s", Workload.WORKERS_16),
			thousands("host calls, 1000/s", Workload.HOST), thousands("stream events, 1000/s", Workload.STREAM),
			thousands("log lines, disabled, 1000/s", Workload.LOG),
			new Figure("echo 10 KB, MB/s", Workload.ECHO_10K, Setting.FREE, "rate", 1e-2, "%.0f"),
			new Figure("echo 1 MB, MB/s", Workload.ECHO_1M, Setting.FREE, "rate", 1, "%.0f"),
			new Figure("echo 16 MB, MB/s", Workload.ECHO_16M, Setting.FREE, "rate", 16, "%.0f"),
			new Figure("CPU per 100k calls, 256 in flight, ms", Workload.PIPELINE_256, Setting.FREE, "cpu", 1e-1,
					"%.0f"),
			new Figure("kill -9 → call fails, p50, ms", Workload.KILL, Setting.FREE, "p50", 1e-6, "%.2f"),
			new Figure("kill -9 → call fails, p99, ms", Workload.KILL, Setting.FREE, "p99", 1e-6, "%.2f"),
			new Figure("start to ready, p50, ms", Workload.START, Setting.FREE, "p50", 1e-6, "%.1f"),
			new Figure("100 workers at once, p50, ms", Workload.START_100, Setting.FREE, "p50", 1e-6, "%.0f"),
			bytes("bytes allocated per blocking call", Workload.CALL),
			bytes("bytes allocated per host call", Workload.HOST),
			bytes("bytes allocated per stream event", Workload.STREAM),
			bytes("bytes allocated per log line", Workload.LOG),
			new Figure("copies of a byte, echo 1 MB", Workload.ECHO_1M, Setting.FREE, "bytes", 0.5e-6, "%.1f"),
			new Figure("copies of a byte, echo 16 MB", Workload.ECHO_16M, Setting.FREE, "bytes", 0.5 / 16e6, "%.1f"),
			new Figure("threads per idle worker", Workload.IDLE_500, Setting.FRESH, "threads", 1, "%.1f"),
			new Figure("heap per idle worker, KB", Workload.IDLE_500, Setting.FRESH, "heap", KB, "%.0f"),
			new Figure("RSS per idle worker, KB", Workload.IDLE_500, Setting.FRESH, "resident", KB, "%.0f"),
			new Figure("CPU of 500 idle workers, ms/s", Workload.IDLE_500, Setting.FRESH, "resting", 1, "%.1f"));

	/**
	 * The rows of the table of growth.
	 * @param dimension what grows
	 * @return what is looked at
	 */
	static List<Figure> of(Growth dimension) {
		String growing = dimension.name().toLowerCase(Locale.ROOT);
		if (dimension == Growth.HANDLERS) {
			return List.of(
					new Figure("host call, µs, by handlers", Workload.HOST, Setting.PINNED, "nanos", 1e-3, "%.1f"),
					new Figure("bytes per host call, by handlers", Workload.HOST, Setting.PINNED, "bytes", 1, "%.0f"));
		}
		String by = switch (dimension) {
			case PAST -> "hundreds of past calls";
			case PENDING -> "pending calls";
			default -> growing;
		};
		return List.of(new Figure("call, p50, µs, by " + by, Workload.CALL, Setting.PINNED, "p50", 1e-3, "%.1f"),
				new Figure("bytes per call, by " + by, Workload.CALL, Setting.PINNED, "bytes", 1, "%.0f"));
	}

	private static Figure thousands(String label, Workload workload) {
		return new Figure(label, workload, Setting.FREE, "rate", 1e-3, "%.0f");
	}

	private static Figure bytes(String label, Workload workload) {
		return new Figure(label, workload, Setting.FREE, "bytes", 1, "%.0f");
	}

	/**
	 * Print a value.
	 */
	String print(double value) {
		return String.format(Locale.ROOT, this.format, value);
	}

	/**
	 * Whether it makes sense to divide by what the floor takes, which allocates nothing,
	 * and less processor time than the clock can tell.
	 */
	boolean isCompared() {
		return !List.of("bytes", "cpu", "resting").contains(this.measured);
	}

	/**
	 * Whether a JIT compiler at work disturbs it.
	 */
	boolean isTimed() {
		return this.setting != Setting.FRESH;
	}

}
