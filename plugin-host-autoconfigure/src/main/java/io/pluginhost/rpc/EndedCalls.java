package io.pluginhost.rpc;

import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The scopes of calls that ended or were asked for last, so many of them and for so long.
 * Grows with what it holds, and then allocates nothing for a call. Guarded by its owner.
 */
final class EndedCalls {

	static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

	private static final int NONE = -1;

	private final int most;

	private final long keptNanos;

	private int size;

	/** Entries that have ever been in use; those that are no longer are chained. */
	private int used;

	/** The first of those that are no longer in use. */
	private int free = NONE;

	private int oldest = NONE;

	private int newest = NONE;

	/** Where the entries whose ids have the same hash begin. */
	private int[] heads = { NONE };

	private long[] ids = new long[0];

	private PendingCalls.@Nullable Scope[] scopes = new PendingCalls.Scope[0];

	/** The next entry with the same hash. */
	private int[] alike = new int[0];

	private int[] older = new int[0];

	private int[] newer = new int[0];

	/** When the entry was put or asked for. */
	private long[] times = new long[0];

	/**
	 * Create an empty table.
	 * @param most how many calls are remembered
	 * @param kept for how long they are, since they ended or were asked for
	 */
	EndedCalls(int most, Duration kept) {
		this.most = most;
		this.keptNanos = kept.toNanos();
	}

	/**
	 * Remember a call, and forget another if there are too many.
	 */
	void put(long id, PendingCalls.Scope scope, long now) {
		forgetOld(now);
		int entry = (this.size == this.most) ? forgotten() : (this.free != NONE) ? reused() : added();
		this.ids[entry] = id;
		this.scopes[entry] = scope;
		this.times[entry] = now;
		this.alike[entry] = this.heads[head(id)];
		this.heads[head(id)] = entry;
		append(entry);
	}

	/**
	 * Find a call, which is the newest then.
	 */
	PendingCalls.@Nullable Scope get(long id, long now) {
		forgetOld(now);
		for (int entry = this.heads[head(id)]; entry != NONE; entry = this.alike[entry]) {
			if (this.ids[entry] == id) {
				unlink(entry);
				append(entry);
				this.times[entry] = now;
				return this.scopes[entry];
			}
		}
		return null;
	}

	/**
	 * Forget what has been kept for long enough.
	 */
	void forgetOld(long now) {
		while (this.oldest != NONE && now - this.times[this.oldest] >= this.keptNanos) {
			int entry = forgotten();
			this.scopes[entry] = null;
			this.alike[entry] = this.free;
			this.free = entry;
			this.size--;
		}
	}

	/**
	 * Forget everything.
	 */
	void clear() {
		while (this.oldest != NONE) {
			this.scopes[forgotten()] = null;
		}
		this.size = 0;
		this.free = NONE;
		this.used = 0;
	}

	boolean isEmpty() {
		return this.oldest == NONE;
	}

	/**
	 * Return how long it is until the oldest is to be forgotten. For a table that is not
	 * empty.
	 */
	long untilOld(long now) {
		return this.keptNanos - (now - this.times[this.oldest]);
	}

	private int reused() {
		int entry = this.free;
		this.free = this.alike[entry];
		this.size++;
		return entry;
	}

	private int added() {
		if (this.used == this.ids.length) {
			int length = Math.min(this.most, Math.max(16, 2 * this.used));
			this.ids = Arrays.copyOf(this.ids, length);
			this.scopes = Arrays.copyOf(this.scopes, length);
			this.alike = Arrays.copyOf(this.alike, length);
			this.older = Arrays.copyOf(this.older, length);
			this.newer = Arrays.copyOf(this.newer, length);
			this.times = Arrays.copyOf(this.times, length);
			this.heads = new int[Integer.highestOneBit(length) * 2];
			Arrays.fill(this.heads, NONE);
			for (int entry = 0; entry < this.used; entry++) {
				int head = head(this.ids[entry]);
				this.alike[entry] = this.heads[head];
				this.heads[head] = entry;
			}
		}
		this.size++;
		return this.used++;
	}

	private int forgotten() {
		int entry = this.oldest;
		unlink(entry);
		int head = head(this.ids[entry]);
		if (this.heads[head] == entry) {
			this.heads[head] = this.alike[entry];
			return entry;
		}
		int before = this.heads[head];
		while (this.alike[before] != entry) {
			before = this.alike[before];
		}
		this.alike[before] = this.alike[entry];
		return entry;
	}

	private int head(long id) {
		return CallTable.place(id, this.heads.length);
	}

	private void append(int entry) {
		this.older[entry] = this.newest;
		this.newer[entry] = NONE;
		if (this.newest != NONE) {
			this.newer[this.newest] = entry;
		}
		else {
			this.oldest = entry;
		}
		this.newest = entry;
	}

	private void unlink(int entry) {
		int older = this.older[entry];
		int newer = this.newer[entry];
		if (older != NONE) {
			this.newer[older] = newer;
		}
		else {
			this.oldest = newer;
		}
		if (newer != NONE) {
			this.older[newer] = older;
		}
		else {
			this.newest = older;
		}
	}

}
