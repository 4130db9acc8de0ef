package io.pluginhost.benchmarks;

import java.util.List;

import io.pluginhost.benchmarks.contest.Workload;

/**
 * A row of the table: a figure that is read off a workload.
 *
 * @param label what it says
 * @param workload what is done
 * @param setting where
 * @param measured what is taken from the measurement
 * @param factor what that is multiplied by
 * @param format how it is printed
 */
record Figure(String label, Workload workload, Setting setting, String measured, double factor, String format) {

	static final List<Figure> ALL = List.of(
			new Figure("one caller, p50, pinned, µs", Workload.CALL, Setting.PINNED, "p50", 1e-3, "%.1f"),
			new Figure("one caller, p99, pinned, µs", Workload.CALL, Setting.PINNED, "p99", 1e-3, "%.1f"),
			new Figure("one caller, p50, free, µs", Workload.CALL, Setting.FREE, "p50", 1e-3, "%.1f"),
			new Figure("one caller, p99, free, µs", Workload.CALL, Setting.FREE, "p99", 1e-3, "%.1f"),
			thousands("16 in flight, 1000 calls/s", Workload.PIPELINE_16),
			thousands("256 in flight, 1000 calls/s", Workload.PIPELINE_256),
			thousands("16 blocking callers, 1000 calls/s", Workload.CALLERS_16),
			thousands("16 workers × 16, 1000 calls/s", Workload.WORKERS_16),
			thousands("host calls, 1000/s", Workload.HOST), thousands("stream events, 1000/s", Workload.STREAM),
			thousands("log lines, disabled, 1000/s", Workload.LOG),
			new Figure("echo 10 KB, MB/s", Workload.ECHO_10K, Setting.FREE, "rate", 1e-2, "%.0f"),
			new Figure("echo 1 MB, MB/s", Workload.ECHO_1M, Setting.FREE, "rate", 1, "%.0f"),
			new Figure("echo 16 MB, MB/s", Workload.ECHO_16M, Setting.FREE, "rate", 16, "%.0f"),
			new Figure("bytes allocated per blocking call", Workload.CALL, Setting.FREE, "bytes", 1, "%.0f"),
			new Figure("bytes allocated per host call", Workload.HOST, Setting.FREE, "bytes", 1, "%.0f"),
			new Figure("bytes allocated per stream event", Workload.STREAM, Setting.FREE, "bytes", 1, "%.0f"),
			new Figure("bytes allocated per log line", Workload.LOG, Setting.FREE, "bytes", 1, "%.0f"), new Figure(
					"CPU per 100k calls, 256 in flight, ms", Workload.PIPELINE_256, Setting.FREE, "cpu", 1e-1, "%.0f"));

	private static Figure thousands(String label, Workload workload) {
		return new Figure(label, workload, Setting.FREE, "rate", 1e-3, "%.0f");
	}

}
