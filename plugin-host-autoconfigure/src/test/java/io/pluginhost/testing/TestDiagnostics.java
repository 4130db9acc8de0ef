package io.pluginhost.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.HealthStatus;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerHealth;
import io.pluginhost.WorkerStatus;

/**
 * Diagnostics of a worker, of which a test says what matters to it.
 */
public final class TestDiagnostics {

	private final String pluginId;

	private WorkerStatus status = WorkerStatus.STOPPED;

	private @Nullable Long pid;

	private @Nullable Duration uptime;

	private @Nullable Duration readerPausedFor;

	private @Nullable Long memory;

	private long generation;

	private int consecutiveCrashes;

	private long totalCrashes;

	private long totalRestarts;

	private @Nullable CrashReason lastCrashReason;

	private @Nullable Instant nextRestartAt;

	private @Nullable WorkerHealth health;

	private TestDiagnostics(String pluginId) {
		this.pluginId = pluginId;
	}

	public static TestDiagnostics of(String pluginId) {
		return new TestDiagnostics(pluginId);
	}

	public TestDiagnostics status(WorkerStatus status) {
		this.status = status;
		return this;
	}

	public TestDiagnostics pid(long pid) {
		this.pid = pid;
		return this;
	}

	public TestDiagnostics uptime(Duration uptime) {
		this.uptime = uptime;
		return this;
	}

	public TestDiagnostics readerPausedFor(Duration readerPausedFor) {
		this.readerPausedFor = readerPausedFor;
		return this;
	}

	public TestDiagnostics memory(long memory) {
		this.memory = memory;
		return this;
	}

	public TestDiagnostics generation(long generation) {
		this.generation = generation;
		return this;
	}

	public TestDiagnostics crashes(int consecutive, long total) {
		this.consecutiveCrashes = consecutive;
		this.totalCrashes = total;
		return this;
	}

	public TestDiagnostics restarts(long total) {
		this.totalRestarts = total;
		return this;
	}

	public TestDiagnostics lastCrashReason(CrashReason reason) {
		this.lastCrashReason = reason;
		return this;
	}

	public TestDiagnostics nextRestartAt(Instant nextRestartAt) {
		this.nextRestartAt = nextRestartAt;
		return this;
	}

	public TestDiagnostics health(HealthStatus health) {
		this.health = new WorkerHealth(health, null, null, Instant.EPOCH);
		return this;
	}

	public WorkerDiagnostics build() {
		return new WorkerDiagnostics(this.pluginId, this.status, this.pid, this.uptime, this.generation,
				this.consecutiveCrashes, this.totalCrashes, this.totalRestarts, 0, null, this.lastCrashReason, null,
				null, this.nextRestartAt, List.of(), this.health, this.memory, null, this.readerPausedFor);
	}

}
