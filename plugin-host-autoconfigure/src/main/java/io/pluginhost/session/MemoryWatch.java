package io.pluginhost.session;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.PluginDefinition;
import io.pluginhost.concurrent.Timekeeper;

/**
 * Detects that a process and its descendants hold more memory than they may. Does nothing
 * where there is no limit. Measuring is done on another thread.
 * <p>
 * Two measurements in a row must agree: in the moment of a fork everything seems to be
 * there twice.
 */
public final class MemoryWatch implements Watch {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	/** The time between two measurements. */
	public static final Duration INTERVAL = Duration.ofSeconds(5);

	/** The time after which a measurement over the limit is repeated. */
	public static final Duration RECHECK = Duration.ofSeconds(1);

	private final MemoryGauge gauge;

	private final PluginDefinition definition;

	private final Timekeeper time;

	private final Executor loop;

	private final Runnable onExcess;

	private Timekeeper.@Nullable Alarm alarm;

	private boolean stopped;

	private boolean exceeded;

	private boolean unknown;

	public MemoryWatch(MemoryGauge gauge, PluginDefinition definition, Timekeeper time, Executor loop,
			Runnable onExcess) {
		this.gauge = gauge;
		this.definition = definition;
		this.time = time;
		this.loop = loop;
		this.onExcess = onExcess;
	}

	@Override
	public void start() {
		if (this.definition.limits().maxMemory() != null) {
			later(INTERVAL);
		}
	}

	@Override
	public void stop() {
		this.stopped = true;
		if (this.alarm != null) {
			this.alarm.cancel();
		}
	}

	private void later(Duration delay) {
		this.alarm = this.time.schedule(delay, () -> this.loop.execute(this::measure));
	}

	private void measure() {
		if (!this.stopped) {
			this.gauge.measure().thenAccept((bytes) -> this.loop.execute(() -> compare(bytes)));
		}
	}

	private void compare(OptionalLong bytes) {
		Long limit = this.definition.limits().maxMemory();
		if (this.stopped || limit == null) {
			return;
		}
		if (bytes.isEmpty()) {
			warnOnce();
		}
		boolean exceeds = bytes.orElse(0) > limit;
		if (exceeds && this.exceeded) {
			logger.warn("Plugin '{}' holds {} bytes of memory, more than its limits.max-memory of {} bytes",
					this.definition.id(), bytes.getAsLong(), limit);
			stop();
			this.onExcess.run();
			return;
		}
		this.exceeded = exceeds;
		later(exceeds ? RECHECK : INTERVAL);
	}

	private void warnOnce() {
		if (!this.unknown) {
			this.unknown = true;
			logger.warn("How much memory plugin '{}' holds is not known: its limits.max-memory has no effect meanwhile",
					this.definition.id());
		}
	}

}
