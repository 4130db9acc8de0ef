package io.pluginhost.health;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.pluginhost.HealthStatus;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerHealth;

/**
 * Maps the state of a worker to a health status. A pure function of the last known state,
 * without a probe. A lazy worker that has not run yet does not count. A required one is
 * {@code OUT_OF_SERVICE} during its first start: {@code DOWN} would raise an alarm at
 * each deployment, {@code UP} would send traffic.
 */
final class PluginHealth {

	/**
	 * Works with problems. Unknown to Spring Boot's aggregation, which ignores it.
	 */
	static final Status DEGRADED = new Status("DEGRADED");

	private PluginHealth() {
	}

	static Health of(WorkerDiagnostics worker, boolean required, boolean lazy) {
		Status status = status(worker);
		if (lazy && status.equals(Status.OUT_OF_SERVICE)) {
			status = Status.UNKNOWN;
		}
		if (!required && (status.equals(Status.DOWN) || status.equals(Status.OUT_OF_SERVICE))) {
			status = DEGRADED;
		}
		return Health.status(status).withDetails(details(worker)).build();
	}

	private static Status status(WorkerDiagnostics worker) {
		return switch (worker.status()) {
			case RUNNING -> running(worker.health());
			case CRASHED, BACKOFF -> Status.DOWN;
			case STARTING -> starting(worker);
			case STOPPED -> stopped(worker);
			case STOPPING -> Status.UNKNOWN;
		};
	}

	private static Status running(@Nullable WorkerHealth health) {
		if (health == null || health.status() == HealthStatus.OK) {
			return Status.UP;
		}
		return (health.status() == HealthStatus.DEGRADED) ? DEGRADED : Status.DOWN;
	}

	/**
	 * A worker that starts after a crash is still down; one that starts for the first
	 * time is out of service; one that is started again was stopped on purpose.
	 */
	private static Status starting(WorkerDiagnostics worker) {
		if (worker.consecutiveCrashes() > 0) {
			return Status.DOWN;
		}
		return isFirstProcess(worker) ? Status.OUT_OF_SERVICE : Status.UNKNOWN;
	}

	/**
	 * A process is counted once it exists: until then the generation is that of the
	 * previous one.
	 */
	private static boolean isFirstProcess(WorkerDiagnostics worker) {
		long before = (worker.pid() != null) ? worker.generation() - 1 : worker.generation();
		return before == 0 && worker.totalCrashes() == 0;
	}

	private static Status stopped(WorkerDiagnostics worker) {
		return (worker.generation() == 0 && worker.totalCrashes() == 0) ? Status.OUT_OF_SERVICE : Status.UNKNOWN;
	}

	private static Map<String, Object> details(WorkerDiagnostics worker) {
		Map<String, @Nullable Object> all = new LinkedHashMap<>();
		all.put("status", worker.status().code());
		all.put("pid", worker.pid());
		all.put("uptime", worker.uptime());
		all.put("consecutiveCrashes", worker.consecutiveCrashes());
		all.put("totalCrashes", worker.totalCrashes());
		all.put("lastCrashReason", (worker.lastCrashReason() != null) ? worker.lastCrashReason().code() : null);
		all.put("nextRestartAt", worker.nextRestartAt());
		all.put("health", (worker.health() != null) ? worker.health().status().code() : null);
		all.put("readerPausedFor", worker.readerPausedFor());
		Map<String, Object> present = new LinkedHashMap<>();
		all.forEach((name, value) -> {
			if (value != null) {
				present.put(name, value);
			}
		});
		return present;
	}

}
