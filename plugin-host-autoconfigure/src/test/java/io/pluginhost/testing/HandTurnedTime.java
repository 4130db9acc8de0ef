package io.pluginhost.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

import io.pluginhost.concurrent.Timekeeper;

/**
 * A clock that stands still until a test moves it.
 */
public final class HandTurnedTime implements Timekeeper {

	public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

	private final PriorityQueue<Entry> alarms = new PriorityQueue<>(
			Comparator.comparingLong(Entry::due).thenComparingLong(Entry::number));

	/** Such a clock may well begin below zero. */
	private long nanos = -1_000_000_000L;

	private long elapsed;

	private long numbers;

	@Override
	public long nanoTime() {
		return this.nanos;
	}

	@Override
	public Instant now() {
		return BEGINNING.plusNanos(this.elapsed);
	}

	@Override
	public Alarm schedule(Duration delay, Runnable action) {
		Entry entry = new Entry(this.nanos + nanos(delay), this.numbers++, action);
		this.alarms.add(entry);
		return () -> this.alarms.remove(entry);
	}

	private static long nanos(Duration delay) {
		Duration longest = Duration.ofDays(36_500);
		return Math.max(0, (delay.compareTo(longest) > 0) ? longest.toNanos() : delay.toNanos());
	}

	/**
	 * Move to the next alarm that is due until then, and fire it.
	 * @return whether there was one
	 */
	public boolean fireNext(long until) {
		Entry next = this.alarms.peek();
		if (next == null || next.due() > until) {
			return false;
		}
		this.alarms.remove();
		moveTo(Math.max(this.nanos, next.due()));
		next.action().run();
		return true;
	}

	public void moveTo(long reading) {
		this.elapsed += reading - this.nanos;
		this.nanos = reading;
	}

	public int alarms() {
		return this.alarms.size();
	}

	private record Entry(long due, long number, Runnable action) {
	}

}
