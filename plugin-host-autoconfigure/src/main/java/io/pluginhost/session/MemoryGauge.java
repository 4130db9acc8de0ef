package io.pluginhost.session;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.process.WorkerProcess;

/**
 * The memory that one process and its descendants hold, as far as that is known. Measured
 * only on request. Safe for use by any thread.
 * <p>
 * A reader gets the last measurement. Only if there is none of the last minute, it waits
 * for a new one, together with all others that read meanwhile, for a tenth of a second at
 * most.
 */
public final class MemoryGauge {

	/** Younger than this, a measurement is not taken anew. */
	public static final Duration FRESH = Duration.ofSeconds(5);

	/** Older than this, a measurement is no longer returned. */
	public static final Duration STALE = Duration.ofMinutes(1);

	private static final Duration PATIENCE = Duration.ofMillis(100);

	private final WorkerProcess process;

	private final Timekeeper time;

	private final Duration patience;

	private final AtomicReference<@Nullable Question> question = new AtomicReference<>();

	private volatile @Nullable Measurement latest;

	MemoryGauge(WorkerProcess process, Timekeeper time) {
		this(process, time, PATIENCE);
	}

	MemoryGauge(WorkerProcess process, Timekeeper time, Duration patience) {
		this.process = process;
		this.time = time;
		this.patience = patience;
	}

	/**
	 * Measure now. Does not block.
	 * @return completes with the bytes, 0 if nothing is alive, or empty if that cannot be
	 * known
	 */
	CompletableFuture<OptionalLong> measure() {
		return this.process.residentMemory().handle((answer, failure) -> {
			OptionalLong bytes = (failure != null) ? OptionalLong.empty() : answer;
			bytes.ifPresent((value) -> this.latest = new Measurement(value, this.time.nanoTime()));
			return bytes;
		});
	}

	/**
	 * Return what is held in memory.
	 * @return bytes, or {@code null} if that is not known
	 */
	public @Nullable Long read() {
		long now = this.time.nanoTime();
		if (!isYoungerThan(FRESH, now)) {
			Question asked = ask(now);
			if (!isYoungerThan(STALE, now)) {
				await(asked, now);
			}
		}
		Measurement known = isYoungerThan(STALE, now) ? this.latest : null;
		return (known != null && known.bytes() > 0) ? (Long) known.bytes() : null;
	}

	private boolean isYoungerThan(Duration age, long now) {
		Measurement known = this.latest;
		return known != null && now - known.taken() < age.toNanos();
	}

	/**
	 * Ask, unless a question waits for its answer.
	 */
	private Question ask(long now) {
		Question before = this.question.get();
		if (before != null && !before.answered().isDone()) {
			return before;
		}
		Question mine = new Question(new CompletableFuture<>(), now);
		Question found = this.question.compareAndExchange(before, mine);
		if (found != before) {
			return Objects.requireNonNull(found);
		}
		measure().whenComplete((bytes, failure) -> mine.answered().complete(null));
		return mine;
	}

	private void await(Question asked, long now) {
		try {
			asked.answered().get(this.patience.toNanos() - (now - asked.at()), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// then it is not known
		}
	}

	/**
	 * A measurement that is being taken.
	 *
	 * @param answered completes when it is done
	 * @param at reading of the clock when it was asked for
	 */
	private record Question(CompletableFuture<@Nullable Void> answered, long at) {
	}

	/**
	 * A measurement.
	 *
	 * @param bytes what was held
	 * @param taken reading of the clock when it was done
	 */
	private record Measurement(long bytes, long taken) {
	}

}
