package io.pluginhost.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.rpc.ProtocolError;

/**
 * The meters of one plugin. Counters of problems begin at zero, so that the first
 * increment is visible as one; gauges are evaluated when they are read. Safe for use by
 * any thread.
 */
final class MeteredPlugin {

	private final MeterRegistry registry;

	private final PluginWorkerManager manager;

	private final String pluginId;

	private final Map<CrashReason, Counter> crashes = new ConcurrentHashMap<>();

	private final Map<ProtocolError, Counter> protocolErrors = new ConcurrentHashMap<>();

	private final Map<String, Counter> notifications = new ConcurrentHashMap<>();

	private final Counter restarts;

	MeteredPlugin(MeterRegistry registry, PluginWorkerManager manager, String pluginId) {
		this.registry = registry;
		this.manager = manager;
		this.pluginId = pluginId;
		for (CrashReason reason : CrashReason.values()) {
			this.crashes.put(reason, counter(PluginMeter.CRASHES, reason.code()));
		}
		for (ProtocolError error : ProtocolError.values()) {
			this.protocolErrors.put(error, counter(PluginMeter.PROTOCOL_ERRORS, error.code()));
		}
		this.restarts = counter(PluginMeter.RESTARTS, null);
		gauge(PluginMeter.UP, () -> this.manager.isRunning(this.pluginId) ? 1 : 0);
		gauge(PluginMeter.MEMORY_USED, () -> diagnose(WorkerDiagnostics::memory, Double.NaN));
		timeGauge(PluginMeter.UPTIME, WorkerDiagnostics::uptime);
		timeGauge(PluginMeter.READER_PAUSED, WorkerDiagnostics::readerPausedFor);
	}

	void crashed(CrashReason reason) {
		Counter counter = this.crashes.get(reason);
		if (counter != null) {
			counter.increment();
		}
	}

	void restarted() {
		this.restarts.increment();
	}

	void failed(ProtocolError error) {
		Counter counter = this.protocolErrors.get(error);
		if (counter != null) {
			counter.increment();
		}
	}

	void notified(String method) {
		Counter counter = this.notifications.get(method);
		if (counter == null) {
			counter = this.notifications.computeIfAbsent(method, (added) -> counter(PluginMeter.NOTIFICATIONS, added));
		}
		counter.increment();
	}

	private void timeGauge(PluginMeter meter, Function<WorkerDiagnostics, @Nullable Duration> value) {
		TimeGauge.builder(meter.meterName(), () -> millis(value), TimeUnit.MILLISECONDS)
			.description(meter.description())
			.tags(tags(meter, null))
			.register(this.registry);
	}

	private Number millis(Function<WorkerDiagnostics, @Nullable Duration> value) {
		return diagnose((diagnostics) -> {
			Duration duration = value.apply(diagnostics);
			return (duration != null) ? duration.toMillis() : null;
		}, 0);
	}

	private Number diagnose(Function<WorkerDiagnostics, @Nullable Long> value, Number otherwise) {
		return this.manager.findWorker(this.pluginId)
			.map((worker) -> (Number) value.apply(worker.diagnostics()))
			.orElse(otherwise);
	}

	private Counter counter(PluginMeter meter, @Nullable String value) {
		return Counter.builder(meter.meterName())
			.description(meter.description())
			.tags(tags(meter, value))
			.register(this.registry);
	}

	private void gauge(PluginMeter meter, Supplier<Number> value) {
		Gauge.builder(meter.meterName(), value)
			.description(meter.description())
			.baseUnit(meter.baseUnit())
			.tags(tags(meter, null))
			.register(this.registry);
	}

	/**
	 * Return the tags: the plugin, and the value of the second tag if there is one.
	 */
	private Tags tags(PluginMeter meter, @Nullable String value) {
		Tags tags = Tags.of(meter.tags().get(0), this.pluginId);
		return (value != null) ? tags.and(meter.tags().get(1), value) : tags;
	}

}
