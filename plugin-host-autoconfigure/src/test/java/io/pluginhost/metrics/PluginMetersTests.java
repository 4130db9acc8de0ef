package io.pluginhost.metrics;

import java.time.Duration;
import java.time.Instant;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pluginhost.CrashReason;
import io.pluginhost.WorkerStatus;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.event.PluginWorkerRestartedEvent;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.testing.FakePluginWorkerManager;
import io.pluginhost.testing.TestDiagnostics;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PluginMeters}.
 */
class PluginMetersTests {

	private static final String ID = "acme.linear";

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final FakePluginWorkerManager manager = new FakePluginWorkerManager(ID, "acme.slack");

	private final PluginMeters meters = new PluginMeters(this.registry, new PluginMethodNames());

	@BeforeEach
	void register() {
		this.meters.onRegistration(this.manager, ID);
		this.meters.onRegistration(this.manager, "acme.slack");
	}

	@Test
	void countersOfProblemsBeginAtZero() {
		assertThat(count("plugin.restarts")).isZero();
		for (CrashReason reason : CrashReason.values()) {
			assertThat(count("plugin.crashes", "reason", reason.code())).isZero();
		}
		for (ProtocolError error : ProtocolError.values()) {
			assertThat(count("plugin.protocol.errors", "kind", error.code())).isZero();
		}
	}

	@Test
	void newsAreCounted() {
		this.meters.onWorkerEvent(crash());
		this.meters.onWorkerEvent(crash());
		this.meters.onWorkerEvent(new PluginWorkerRestartedEvent(ID, Instant.EPOCH, 2));
		this.meters.onWorkerEvent(new PluginWorkerReadyEvent(ID, Instant.EPOCH, 2));
		this.meters.onProtocolError(ID, ProtocolError.NOT_JSON);
		this.meters.onNotification(ID, "log", true);
		this.meters.onNotification(ID, "log", true);
		this.meters.onNotification(ID, "made.up", false);
		assertThat(count("plugin.crashes", "reason", "signal")).isEqualTo(2);
		assertThat(count("plugin.crashes", "reason", "exit")).isZero();
		assertThat(count("plugin.restarts")).isEqualTo(1);
		assertThat(count("plugin.protocol.errors", "kind", "not-json")).isEqualTo(1);
		assertThat(count("plugin.notifications", "method", "log")).isEqualTo(2);
		assertThat(count("plugin.notifications", "method", "unknown")).isEqualTo(1);
		assertThat(this.registry.find("plugin.notifications").tag("method", "made.up").meters()).isEmpty();
	}

	@Test
	void gaugesAskWhenTheyAreRead() {
		assertThat(gauge("plugin.up")).isZero();
		assertThat(this.registry.get("plugin.uptime").tag("plugin", ID).timeGauge().value()).isZero();
		assertThat(gauge("plugin.memory.used")).isNaN();
		assertThat(this.registry.get("plugin.reader.paused").tag("plugin", ID).timeGauge().value()).isZero();
		this.manager.getWorker(ID)
			.become(TestDiagnostics.of(ID)
				.status(WorkerStatus.RUNNING)
				.uptime(Duration.ofSeconds(90))
				.memory(1024)
				.readerPausedFor(Duration.ofSeconds(12)));
		assertThat(gauge("plugin.up")).isOne();
		assertThat(this.registry.get("plugin.uptime").tag("plugin", ID).timeGauge().value()).isEqualTo(90);
		assertThat(gauge("plugin.memory.used")).isEqualTo(1024);
		assertThat(this.registry.get("plugin.reader.paused").tag("plugin", ID).timeGauge().value()).isEqualTo(12);
	}

	@Test
	void gaugesOfCallbackThreadsAskWhenTheyAreReadAndBelongToNoPlugin() {
		// Operators see how many threads run callbacks, and how much waits for one
		int[] callbacks = new int[2];
		this.meters.withCallbacks(() -> callbacks[0], () -> callbacks[1]);
		callbacks[0] = 256;
		callbacks[1] = 1000;
		remove();
		assertThat(this.registry.get("plugin.callback.threads").gauge().value()).isEqualTo(256);
		assertThat(this.registry.get("plugin.callback.waiting").gauge().value()).isEqualTo(1000);
	}

	@Test
	void metersOfARemovedPluginAreRemoved() {
		this.registry.timer("plugin.calls", "plugin", ID, "method", "greet", "outcome", "SUCCESS", "error", "none");
		this.meters.onNotification(ID, "log", true);
		this.registry.counter("orders", "plugin", ID);
		int others = metersOf("acme.slack");
		remove();
		assertThat(this.registry.getMeters()).extracting((meter) -> meter.getId().getName())
			.filteredOn((name) -> !name.equals("orders"))
			.hasSize(others);
		assertThat(metersOf(ID)).isOne();
		assertThat(metersOf("acme.slack")).isEqualTo(others);
	}

	@Test
	void newsThatComeTooLateMakeNoMeters() {
		remove();
		this.meters.onWorkerEvent(crash());
		this.meters.onWorkerEvent(new PluginWorkerRestartedEvent(ID, Instant.EPOCH, 2));
		this.meters.onProtocolError(ID, ProtocolError.NOT_JSON);
		this.meters.onNotification(ID, "log", true);
		this.registry.timer("plugin.calls", "plugin", ID, "method", "greet", "outcome", "SUCCESS", "error", "none");
		this.meters.onCallEnd(ID, "plugin.calls");
		assertThat(metersOf(ID)).isZero();
	}

	@Test
	void metersOfCallsThatAnApplicationNamesAreRemovedToo() {
		this.registry.timer("acme.calls", "plugin", ID);
		this.registry.more().longTaskTimer("acme.calls.active", "plugin", ID);
		this.meters.onCallEnd(ID, "acme.calls");
		assertThat(this.registry.find("acme.calls").timer()).isNotNull();
		remove();
		assertThat(metersOf(ID)).isZero();
	}

	@Test
	void aPluginThatComesAgainHasMetersAgain() {
		remove();
		this.manager.register(ID);
		this.meters.onRegistration(this.manager, ID);
		this.meters.onWorkerEvent(crash());
		assertThat(count("plugin.crashes", "reason", "signal")).isEqualTo(1);
		this.meters.onRegistration(this.manager, ID);
		assertThat(count("plugin.crashes", "reason", "signal")).isEqualTo(1);
	}

	private void remove() {
		this.manager.removeWorker(ID);
		this.meters.onRegistration(this.manager, ID);
	}

	private static PluginWorkerCrashedEvent crash() {
		return new PluginWorkerCrashedEvent(ID, Instant.EPOCH, null, "SIGKILL", CrashReason.SIGNAL, true, 1, null,
				null);
	}

	private double count(String name, String... tags) {
		return this.registry.get(name).tag("plugin", ID).tags(tags).counter().count();
	}

	private double gauge(String name) {
		return this.registry.get(name).tag("plugin", ID).gauge().value();
	}

	private int metersOf(String pluginId) {
		int count = 0;
		for (Meter meter : this.registry.getMeters()) {
			count += pluginId.equals(meter.getId().getTag("plugin")) ? 1 : 0;
		}
		return count;
	}

}
