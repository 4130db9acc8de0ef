package io.pluginhost.process.tree;

import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Tells which marked processes have outlived their host.
 *
 * @param own the mark of this host
 * @param realUid the user this host runs as
 * @param lineage this host's process and its ancestors
 * @param hostLives tells whether the process that made a mark is alive
 */
record LeftoverRule(OwnerMark own, long realUid, Set<Long> lineage, Predicate<OwnerMark> hostLives) {

	/**
	 * Apply the rule.
	 * @param pid a process
	 * @param realUid the user it runs as, if that is known
	 * @param owner the mark it bears
	 * @return whether it may be ended: it is of our boot, namespace and user, its host is
	 * dead, and it is neither us nor an ancestor of ours
	 */
	boolean isLeftover(long pid, @Nullable Long realUid, OwnerMark owner) {
		return this.own.isFromSamePlace(owner) && realUid != null && realUid == this.realUid
				&& !this.lineage.contains(pid) && !this.hostLives.test(owner);
	}

}
