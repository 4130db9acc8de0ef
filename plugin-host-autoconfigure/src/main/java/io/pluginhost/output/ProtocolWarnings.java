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
 * Logs what a worker does wrong: of each kind so many lines in a period, and when it is
 * over how many more there were. Nothing blocks. Guarded by itself; logs unguarded.
 *
 * @see "docs/decisions/logs-of-workers.md"
 */
public final class ProtocolWarnings {

	/** How many lines of one kind are logged in a period. */
	public static final int LINES = 20;

	/** After this long the lines of a kind are counted anew. */
	public static final Duration PERIOD = Duration.ofSeconds(10);

	private final Timekeeper time;

	private final BiConsumer<Level, String> log;

	// Guarded by this: how often each has been heard in this period
	private final Map<Kind, Long> heard = new LinkedHashMap<>();

	// Guarded by this: kinds that are logged no more
	private final Set<String> once = new HashSet<>();

	// Guarded by this: the end of the period
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
			if (this.heard.merge(new Kind(kind, level), 1L, Long::sum) > LINES) {
				return;
			}
		}
		this.log.accept(level, "[%s] %s".formatted(kind, text));
	}

	/**
	 * Log the first of a kind as a warning, and nothing of others.
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
	 * End the period: say how many there were that nobody has read of.
	 */
	public void logSummary() {
		Map<Kind, Long> all;
		synchronized (this) {
			all = new LinkedHashMap<>(this.heard);
			this.heard.clear();
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
	 * One way to go wrong.
	 *
	 * @param name its name
	 * @param level how grave it is
	 */
	private record Kind(String name, Level level) {
	}

}
