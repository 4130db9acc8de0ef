package io.pluginhost.rpc;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The scopes of calls that ended or were asked for last, so many of them. Grows with what
 * it holds, and then allocates nothing for a call. Guarded by its owner.
 */
final class EndedCalls {

	private static final int NONE = -1;

	private final int most;

	private int size;

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

	EndedCalls(int most) {
		this.most = most;
	}

	/**
	 * Remember a call, and forget another if there are too many.
	 */
	void put(long id, PendingCalls.Scope scope) {
		int entry = (this.size < this.most) ? added() : forgotten();
		this.ids[entry] = id;
		this.scopes[entry] = scope;
		this.alike[entry] = this.heads[head(id)];
		this.heads[head(id)] = entry;
		append(entry);
	}

	/**
	 * Find a call, which is the newest then.
	 */
	PendingCalls.@Nullable Scope get(long id) {
		for (int entry = this.heads[head(id)]; entry != NONE; entry = this.alike[entry]) {
			if (this.ids[entry] == id) {
				unlink(entry);
				append(entry);
				return this.scopes[entry];
			}
		}
		return null;
	}

	private int added() {
		if (this.size == this.ids.length) {
			int length = Math.min(this.most, Math.max(16, 2 * this.size));
			this.ids = Arrays.copyOf(this.ids, length);
			this.scopes = Arrays.copyOf(this.scopes, length);
			this.alike = Arrays.copyOf(this.alike, length);
			this.older = Arrays.copyOf(this.older, length);
			this.newer = Arrays.copyOf(this.newer, length);
			this.heads = new int[Integer.highestOneBit(length) * 2];
			Arrays.fill(this.heads, NONE);
			for (int entry = 0; entry < this.size; entry++) {
				int head = head(this.ids[entry]);
				this.alike[entry] = this.heads[head];
				this.heads[head] = entry;
			}
		}
		return this.size++;
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
