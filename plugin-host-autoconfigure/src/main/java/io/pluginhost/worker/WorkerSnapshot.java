package io.pluginhost.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.WorkerHealth;
import io.pluginhost.WorkerStatus;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.session.ProcessSession;

/**
 * A worker as anyone may see it: made after each step, never changed.
 *
 * @param status what the worker is doing
 * @param generation how many processes have been started
 * @param session the current or last process
 * @param runningSince reading of the clock since when the worker runs, while it does
 * @param consecutiveCrashes crashes in a row
 * @param totalCrashes all crashes
 * @param totalRestarts how often it came back after a crash
 * @param lastCrashAt when it last crashed
 * @param lastCrashReason why
 * @param lastCrash the last crash in a few words
 * @param lastExit how the last process that ended did so
 * @param nextRestartAt when the next start is due
 * @param supportedMethods what the worker said it supports
 * @param health the last answer to a health check
 */
record WorkerSnapshot(WorkerStatus status, long generation, @Nullable ProcessSession session,
		@Nullable Long runningSince, int consecutiveCrashes, long totalCrashes, long totalRestarts,
		@Nullable Instant lastCrashAt, @Nullable CrashReason lastCrashReason, @Nullable String lastCrash,
		@Nullable ProcessExit lastExit, @Nullable Instant nextRestartAt, List<String> supportedMethods,
		@Nullable WorkerHealth health) {

	static final WorkerSnapshot INITIAL = new WorkerSnapshot(WorkerStatus.STOPPED, 0, null, null, 0, 0, 0, null, null,
			null, null, null, List.of(), null);

	/**
	 * The process, while there is one as far as the host knows.
	 */
	@Nullable Long pid() {
		boolean alive = switch (this.status) {
			case STARTING, RUNNING, STOPPING -> true;
			default -> false;
		};
		return (alive && this.session != null && !this.session.hasExited()) ? (Long) this.session.process().pid()
				: null;
	}

	/**
	 * The crashes in a row as they are to be shown: a worker that has run for long enough
	 * has a clean record, though nothing happened at that moment.
	 */
	int consecutiveCrashes(@Nullable Duration uptime, Duration resetAfter) {
		return (uptime != null && uptime.compareTo(resetAfter) >= 0) ? 0 : this.consecutiveCrashes;
	}

	@Nullable Duration uptime(long now) {
		return (this.runningSince != null) ? Duration.ofNanos(now - this.runningSince) : null;
	}

}
