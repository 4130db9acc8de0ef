package io.pluginhost.rpc;

import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The attachments of the calls that ended or were looked up most recently, up to a number
 * and for a time. Grows with what it holds, and then allocates nothing for a call.
 * Guarded by its owner.
 *
 * @see "docs/decisions/calls-bypass-the-loop.md"
 */
final class EndedCalls {

	static final Duration UNLIMITED = Duration.ofNanos(Long.MAX_VALUE);

	private static final int NONE = -1;

	private final int most;

	private final long keptNanos;

	private int size;

	/** Entries that have ever been in use; those no longer in use are chained. */
	private int used;

	/** The first entry that is no longer in use. */
	private int free = NONE;

	private int oldest = NONE;

	private int newest = NONE;

	/** Where the entries whose ids have the same hash begin. */
	private int[] heads = { NONE };

	private long[] ids = new long[0];

	private @Nullable CallAttachment[] attachments = new CallAttachment[0];

	/** The next entry with the same hash. */
	private int[] sameHash = new int[0];

	private int[] older = new int[0];

	private int[] newer = new int[0];

	/** When the entry was added or looked up. */
	private long[] times = new long[0];

	/**
	 * Create an empty table.
	 * @param most the maximum number of calls
	 * @param kept the time each is kept since it ended or was looked up
	 */
	EndedCalls(int most, Duration kept) {
		this.most = most;
		this.keptNanos = kept.toNanos();
	}

	/**
	 * Add a call, in place of the oldest if there are too many.
	 */
	void put(long id, CallAttachment attachment, long now) {
		removeOld(now);
		int entry = (this.size == this.most) ? takeOldest() : (this.free != NONE) ? takeFree() : takeNew();
		this.ids[entry] = id;
		this.attachments[entry] = attachment;
		this.times[entry] = now;
		this.sameHash[entry] = this.heads[head(id)];
		this.heads[head(id)] = entry;
		append(entry);
	}

	/**
	 * Find a call, which becomes the newest.
	 */
	@Nullable CallAttachment get(long id, long now) {
		removeOld(now);
		for (int entry = this.heads[head(id)]; entry != NONE; entry = this.sameHash[entry]) {
			if (this.ids[entry] == id) {
				unlink(entry);
				append(entry);
				this.times[entry] = now;
				return this.attachments[entry];
			}
		}
		return null;
	}

	/**
	 * Remove the entries whose time is up.
	 */
	void removeOld(long now) {
		while (this.oldest != NONE && now - this.times[this.oldest] >= this.keptNanos) {
			int entry = takeOldest();
			this.attachments[entry] = null;
			this.sameHash[entry] = this.free;
			this.free = entry;
			this.size--;
		}
	}

	/**
	 * Remove all entries.
	 */
	void clear() {
		while (this.oldest != NONE) {
			this.attachments[takeOldest()] = null;
		}
		this.size = 0;
		this.free = NONE;
		this.used = 0;
	}

	boolean isEmpty() {
		return this.oldest == NONE;
	}

	/**
	 * Return the time until the oldest is removed, for a table that is not empty.
	 */
	long untilOld(long now) {
		return this.keptNanos - (now - this.times[this.oldest]);
	}

	private int takeFree() {
		int entry = this.free;
		this.free = this.sameHash[entry];
		this.size++;
		return entry;
	}

	private int takeNew() {
		if (this.used == this.ids.length) {
			int length = Math.min(this.most, Math.max(16, 2 * this.used));
			this.ids = Arrays.copyOf(this.ids, length);
			this.attachments = Arrays.copyOf(this.attachments, length);
			this.sameHash = Arrays.copyOf(this.sameHash, length);
			this.older = Arrays.copyOf(this.older, length);
			this.newer = Arrays.copyOf(this.newer, length);
			this.times = Arrays.copyOf(this.times, length);
			this.heads = new int[Integer.highestOneBit(length) * 2];
			Arrays.fill(this.heads, NONE);
			for (int entry = 0; entry < this.used; entry++) {
				int head = head(this.ids[entry]);
				this.sameHash[entry] = this.heads[head];
				this.heads[head] = entry;
			}
		}
		this.size++;
		return this.used++;
	}

	private int takeOldest() {
		int entry = this.oldest;
		unlink(entry);
		int head = head(this.ids[entry]);
		if (this.heads[head] == entry) {
			this.heads[head] = this.sameHash[entry];
			return entry;
		}
		int before = this.heads[head];
		while (this.sameHash[before] != entry) {
			before = this.sameHash[before];
		}
		this.sameHash[before] = this.sameHash[entry];
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
