package io.pluginhost.health;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.pluginhost.CrashReason;
import io.pluginhost.HealthStatus;
import io.pluginhost.WorkerStatus;
import io.pluginhost.testing.TestDiagnostics;

import static org.assertj.core.api.Assertions.assertThat;

class PluginHealthTests {

	private static final Status DEGRADED = new Status("DEGRADED");

	static Stream<Arguments> rows() {
		return Stream.of(
				row("registered, not started yet", worker(WorkerStatus.STOPPED), Status.OUT_OF_SERVICE, DEGRADED),
				row("being spawned for the first time", worker(WorkerStatus.STARTING), Status.OUT_OF_SERVICE, DEGRADED),
				row("initializing for the first time", worker(WorkerStatus.STARTING).generation(1).pid(42),
						Status.OUT_OF_SERVICE, DEGRADED),
				row("running, not probed yet", running(), Status.UP, Status.UP),
				row("running, probe ok", running().health(HealthStatus.OK), Status.UP, Status.UP),
				row("running, probe degraded", running().health(HealthStatus.DEGRADED), DEGRADED, DEGRADED),
				row("running, probe error", running().health(HealthStatus.ERROR), Status.DOWN, DEGRADED),
				row("running again after a crash", running().generation(2).crashes(1, 1), Status.UP, Status.UP),
				row("waiting after a crash", worker(WorkerStatus.BACKOFF).generation(1).crashes(1, 1), Status.DOWN,
						DEGRADED),
				row("waiting after a first start that failed", worker(WorkerStatus.BACKOFF).crashes(1, 1), Status.DOWN,
						DEGRADED),
				row("crashed for good", worker(WorkerStatus.CRASHED).generation(11).crashes(11, 11), Status.DOWN,
						DEGRADED),
				row("starting after a crash", worker(WorkerStatus.STARTING).generation(2).pid(42).crashes(1, 1),
						Status.DOWN, DEGRADED),
				row("stopping on purpose", worker(WorkerStatus.STOPPING).generation(1).pid(42), Status.UNKNOWN,
						Status.UNKNOWN),
				row("stopped on purpose", worker(WorkerStatus.STOPPED).generation(1), Status.UNKNOWN, Status.UNKNOWN),
				row("stopped on purpose after a crash", worker(WorkerStatus.STOPPED).generation(1).crashes(1, 1),
						Status.UNKNOWN, Status.UNKNOWN),
				row("being spawned after a stop on purpose", worker(WorkerStatus.STARTING).generation(1),
						Status.UNKNOWN, Status.UNKNOWN),
				row("initializing after a stop on purpose", worker(WorkerStatus.STARTING).generation(2).pid(42),
						Status.UNKNOWN, Status.UNKNOWN));
	}

	@ParameterizedTest
	@MethodSource("rows")
	void statusIsAsTheContractSays(TestDiagnostics worker, Status required, Status notRequired) {
		assertThat(PluginHealth.of(worker.build(), true, false).getStatus()).isEqualTo(required);
		assertThat(PluginHealth.of(worker.build(), false, false).getStatus()).isEqualTo(notRequired);
	}

	@ParameterizedTest
	@EnumSource(WorkerStatus.class)
	void statusWhenPluginIsNotRequiredNeverTakesTheApplicationDown(WorkerStatus status) {
		Health health = PluginHealth.of(worker(status).crashes(1, 1).build(), false, false);
		assertThat(health.getStatus()).isNotIn(Status.DOWN, Status.OUT_OF_SERVICE);
	}

	@Test
	void aLazyWorkerThatHasNotRunYetIsNotMissed() {
		assertThat(PluginHealth.of(worker(WorkerStatus.STOPPED).build(), true, true).getStatus())
			.isEqualTo(Status.UNKNOWN);
		assertThat(PluginHealth.of(worker(WorkerStatus.STARTING).build(), true, true).getStatus())
			.isEqualTo(Status.UNKNOWN);
		assertThat(PluginHealth.of(worker(WorkerStatus.CRASHED).build(), true, true).getStatus())
			.isEqualTo(Status.DOWN);
		assertThat(PluginHealth.of(running().build(), true, true).getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void detailsWhenAllIsKnownContainAll() {
		Instant next = Instant.parse("2026-01-01T12:00:00Z");
		Health health = PluginHealth.of(running().uptime(Duration.ofMinutes(5))
			.crashes(1, 3)
			.lastCrashReason(CrashReason.STDIN_BLOCKED)
			.nextRestartAt(next)
			.health(HealthStatus.DEGRADED)
			.readerPausedFor(Duration.ofSeconds(12))
			.build(), true, false);
		assertThat(health.getDetails()).containsEntry("status", "running")
			.containsEntry("readerPausedFor", Duration.ofSeconds(12))
			.containsEntry("pid", 42L)
			.containsEntry("uptime", Duration.ofMinutes(5))
			.containsEntry("consecutiveCrashes", 1)
			.containsEntry("totalCrashes", 3L)
			.containsEntry("lastCrashReason", "stdin-blocked")
			.containsEntry("nextRestartAt", next)
			.containsEntry("health", "degraded")
			.hasSize(9);
	}

	@Test
	void detailsWhenLittleIsKnownLeaveOutTheRest() {
		Health health = PluginHealth.of(worker(WorkerStatus.STOPPED).build(), true, false);
		assertThat(health.getDetails()).containsOnlyKeys("status", "consecutiveCrashes", "totalCrashes");
	}

	private static TestDiagnostics worker(WorkerStatus status) {
		return TestDiagnostics.of("acme.linear").status(status);
	}

	private static TestDiagnostics running() {
		return worker(WorkerStatus.RUNNING).generation(1).pid(42);
	}

	private static Arguments row(String name, TestDiagnostics worker, Status required, Status notRequired) {
		return Arguments.argumentSet(name, worker, required, notRequired);
	}

}
