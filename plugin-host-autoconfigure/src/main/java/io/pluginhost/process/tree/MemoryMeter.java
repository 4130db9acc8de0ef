package io.pluginhost.process.tree;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Measures how much workers hold in memory, on the reaper's thread, with one look for all
 * who ask at about the same time. Knows nothing where there is no {@code /proc}, and does
 * not ask again while a look is long overdue. For use by several threads.
 * <p>
 * Measures resident set sizes: for proportional ones the kernel would have to walk all
 * page tables. {@code prlimit --as} would count addresses, of which a JVM reserves
 * gigabytes, and a cgroup needs delegation.
 */
final class MemoryMeter {

	private static final long OVERDUE_MILLIS = 1000;

	private final ProcessReaper reaper;

	private final ExitWatch exits;

	private final HostMarks marks;

	/** The latest measurement of those that are done, or have taken too long. */
	private volatile CompletableFuture<?> late = CompletableFuture.completedFuture(OptionalLong.empty());

	MemoryMeter(ProcessReaper reaper, ExitWatch exits, HostMarks marks) {
		this.reaper = reaper;
		this.exits = exits;
		this.marks = marks;
	}

	/**
	 * Measure how much a tree holds in memory.
	 * @return completes with the bytes, 0 if nothing is alive, or empty if that cannot be
	 * known; exceptionally once the reaper is closed
	 */
	CompletableFuture<OptionalLong> measure(ProcessTree tree) {
		if (!Proc.AVAILABLE || !this.late.isDone()) {
			return CompletableFuture.completedFuture(OptionalLong.empty());
		}
		CompletableFuture<OptionalLong> measurement = this.reaper
			.look((census) -> OptionalLong.of(tree.residentMemory(census, this.marks)));
		this.exits.after(OVERDUE_MILLIS, () -> this.late = measurement);
		return measurement;
	}

}
