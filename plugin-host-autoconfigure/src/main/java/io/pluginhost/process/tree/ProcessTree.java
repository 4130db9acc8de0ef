package io.pluginhost.process.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One incarnation's process and all that come from it: its descendants, and on Linux also
 * those that have got away from it (a session of their own, a parent that is gone), which
 * still bear the incarnation's mark. Belongs to the reaper's thread.
 *
 * @see "docs/decisions/process-marks.md"
 */
public final class ProcessTree {

	private final ProcessHandle root;

	private final String pluginId;

	private final String worker;

	/** Found before, and not to be lost when their parents are gone. */
	private final Set<ProcessHandle> known = new HashSet<>();

	ProcessTree(ProcessHandle root, String pluginId, String worker) {
		this.root = root;
		this.pluginId = pluginId;
		this.worker = worker;
	}

	ProcessHandle root() {
		return this.root;
	}

	String pluginId() {
		return this.pluginId;
	}

	/**
	 * Find what is alive of the tree.
	 * @param marks knows what bears the incarnation's mark
	 * @return the living, the root first
	 */
	Collection<ProcessHandle> find(Census census, HostMarks marks) {
		Set<ProcessHandle> living = new LinkedHashSet<>();
		if (Proc.isAlive(this.root)) {
			living.add(this.root);
		}
		this.known.removeIf((process) -> !Proc.isAlive(process));
		living.addAll(this.known);
		if (Proc.AVAILABLE) {
			List<Long> pids = new ArrayList<>();
			living.forEach((process) -> pids.add(process.pid()));
			pids.addAll(marks.bearing(census, this.worker::equals));
			census.withDescendants(pids).forEach((pid) -> census.handle(pid).ifPresent(living::add));
		}
		else {
			List.copyOf(living).forEach((process) -> process.descendants().forEach(living::add));
		}
		this.known.addAll(living);
		this.known.remove(this.root);
		return living;
	}

	/**
	 * Return whether anything that has been found before is alive, without looking for
	 * more.
	 */
	boolean isKnownToLive() {
		return Proc.isAlive(this.root) || this.known.stream().anyMatch(Proc::isAlive);
	}

	/**
	 * Add up what is alive of the tree holds in memory. What several of its processes
	 * share counts for each.
	 * @return bytes, 0 if nothing is alive
	 */
	long residentMemory(Census census, HostMarks marks) {
		long bytes = 0;
		for (ProcessHandle process : find(census, marks)) {
			Long held = Proc.residentMemory(process.pid());
			bytes += (held != null) ? held : 0;
		}
		return bytes;
	}

	/**
	 * Add up how much processor time what is alive of the tree has had.
	 * @return the time, or empty if that is known of none
	 */
	Optional<Duration> processorTime(Census census, HostMarks marks) {
		return find(census, marks).stream()
			.map((process) -> process.info().totalCpuDuration())
			.flatMap(Optional::stream)
			.reduce(Duration::plus);
	}

	@Override
	public String toString() {
		return "plugin '%s'".formatted(this.pluginId);
	}

}
