package io.pluginhost.output;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import io.pluginhost.concurrent.Timekeeper;

/**
 * Logs what a worker does wrong: a limited number of lines of each kind per period, and
 * at its end the number of the others. Does not block. Guarded by itself; logs unguarded.
 *
 * @see "docs/decisions/logs-of-workers.md"
 */
public final class ProtocolWarnings {

	/** Number of lines of one kind that are logged in a period. */
	public static final int LINES = 20;

	/** Length of a period. */
	public static final Duration PERIOD = Duration.ofSeconds(10);

	private final Timekeeper time;

	private final BiConsumer<Level, String> log;

	// Guarded by this: occurrences in this period
	private final Map<Kind, Long> counts = new LinkedHashMap<>();

	// Guarded by this: kinds that have been logged, and are not logged again
	private final Set<String> once = new HashSet<>();

	// Guarded by this: ends the period
	private Timekeeper.@Nullable Alarm end;

	public ProtocolWarnings(Timekeeper time, BiConsumer<Level, String> log) {
		this.time = time;
		this.log = log;
	}

	public void add(String kind, Level level, String text) {
		synchronized (this) {
			if (this.end == null) {
				this.end = this.time.schedule(PERIOD, this::logSummary);
			}
			if (this.counts.merge(new Kind(kind, level), 1L, Long::sum) > LINES) {
				return;
			}
		}
		this.log.accept(level, "[%s] %s".formatted(kind, text));
	}

	/**
	 * Log the first line of a kind as a warning, and ignore others.
	 */
	public void addOnce(String kind, String text) {
		synchronized (this) {
			if (!this.once.add(kind)) {
				return;
			}
		}
		this.log.accept(Level.WARN, "[%s] %s".formatted(kind, text));
	}

	/**
	 * End the period, and log how many lines were not logged.
	 */
	public void logSummary() {
		Map<Kind, Long> all;
		synchronized (this) {
			all = new LinkedHashMap<>(this.counts);
			this.counts.clear();
			if (this.end != null) {
				this.end.cancel();
				this.end = null;
			}
		}
		all.forEach((kind, count) -> {
			if (count > LINES) {
				this.log.accept(kind.level(), "[%s] %d more".formatted(kind.name(), count - LINES));
			}
		});
	}

	/**
	 * A kind of lines.
	 *
	 * @param name its name
	 * @param level its level
	 */
	private record Kind(String name, Level level) {
	}

}
