package io.pluginhost.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Calls by id, and in the order they came. Allocates nothing for a call: the table is
 * open, and the order is kept in the calls. Guarded by its owner.
 */
final class CallTable {

	/** Spreads consecutive ids, and those that a worker invents. */
	private static final long GOLDEN = 0x9E3779B97F4A7C15L;

	private @Nullable PendingCall[] slots = new PendingCall[16];

	private int size;

	private @Nullable PendingCall oldest;

	private @Nullable PendingCall newest;

	/**
	 * Put a call behind the others.
	 * @param call the call, whose id is not in the table
	 */
	void put(PendingCall call) {
		if (2 * this.size >= this.slots.length) {
			this.slots = new PendingCall[2 * this.slots.length];
			forEach((placed) -> this.slots[slot(placed.id())] = placed);
		}
		this.slots[slot(call.id())] = call;
		this.size++;
		call.older = this.newest;
		if (this.newest != null) {
			this.newest.newer = call;
		}
		else {
			this.oldest = call;
		}
		this.newest = call;
	}

	@Nullable PendingCall get(long id) {
		return this.slots[slot(id)];
	}

	@Nullable PendingCall remove(long id) {
		int slot = slot(id);
		PendingCall call = this.slots[slot];
		if (call != null) {
			this.slots[slot] = null;
			this.size--;
			closeGap(slot);
			unlink(call);
		}
		return call;
	}

	/**
	 * Return the slot that holds an id, or the one that would.
	 */
	private int slot(long id) {
		int slot = place(id, this.slots.length);
		PendingCall call = this.slots[slot];
		while (call != null && call.id() != id) {
			slot = next(slot);
			call = this.slots[slot];
		}
		return slot;
	}

	/**
	 * Return where an id belongs in a table.
	 * @param places how many there are, a power of two
	 */
	static int place(long id, int places) {
		return (int) (id * GOLDEN >>> 32) & (places - 1);
	}

	private int next(int slot) {
		return (slot + 1) & (this.slots.length - 1);
	}

	/**
	 * Place those anew that stand behind a slot because it was taken.
	 */
	private void closeGap(int gap) {
		int slot = next(gap);
		PendingCall call = this.slots[slot];
		while (call != null) {
			this.slots[slot] = null;
			this.slots[slot(call.id())] = call;
			slot = next(slot);
			call = this.slots[slot];
		}
	}

	private void unlink(PendingCall call) {
		PendingCall older = call.older;
		PendingCall newer = call.newer;
		call.older = null;
		call.newer = null;
		if (older != null) {
			older.newer = newer;
		}
		else {
			this.oldest = newer;
		}
		if (newer != null) {
			newer.older = older;
		}
		else {
			this.newest = older;
		}
	}

	@Nullable PendingCall oldest() {
		return this.oldest;
	}

	int size() {
		return this.size;
	}

	/**
	 * Invoke an action with each call, the oldest first; it must not change the table.
	 */
	void forEach(Consumer<PendingCall> action) {
		for (PendingCall call = this.oldest; call != null; call = call.newer) {
			action.accept(call);
		}
	}

	/**
	 * Return the calls, oldest first.
	 */
	List<PendingCall> toList() {
		List<PendingCall> calls = new ArrayList<>(this.size);
		forEach(calls::add);
		return calls;
	}

}
