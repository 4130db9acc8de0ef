package io.pluginhost.process.tree;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The mark by which the processes of this host's workers are known again: whose they are,
 * for everybody, and which incarnation's, for this host alone. A JVM may hold several
 * hosts, which share the former; the latter they do not. For use by several threads.
 */
final class HostMarks {

	private final OwnerMark owner = OwnerMark.ofThisHost();

	private final @Nullable Long realUid = Proc.realUid(ProcessHandle.current().pid());

	private final String host = UUID.randomUUID().toString();

	private final AtomicLong workers = new AtomicLong();

	OwnerMark owner() {
		return this.owner;
	}

	@Nullable Long realUid() {
		return this.realUid;
	}

	/**
	 * Return a name no other incarnation has, of any plugin of any host.
	 */
	String nextWorker() {
		return this.host + '.' + this.workers.incrementAndGet();
	}

	boolean isOurs(String worker) {
		return worker.startsWith(this.host + '.');
	}

	/**
	 * Mark an environment. Comes last, so that nothing else has the word.
	 * @param environment a worker's environment
	 * @param worker its incarnation
	 */
	void put(Map<String, String> environment, String worker) {
		environment.put(OwnerMark.VARIABLE, this.owner + ":" + worker);
	}

	/**
	 * Find this host's processes by their marks.
	 * @param census all processes
	 * @param workers the incarnations meant
	 * @return the ids of the processes that bear both marks and run as our user
	 */
	List<Long> bearing(Census census, Predicate<String> workers) {
		return census.marked()
			.stream()
			.filter((process) -> process.owner().equals(this.owner))
			.filter((process) -> process.worker() != null && workers.test(process.worker()))
			.map(Census.Marked::pid)
			.filter((pid) -> this.realUid != null && Objects.equals(this.realUid, Proc.realUid(pid)))
			.toList();
	}

}
