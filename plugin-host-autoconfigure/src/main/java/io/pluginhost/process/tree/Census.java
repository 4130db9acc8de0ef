package io.pluginhost.process.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The processes of this machine as they were found at one moment, with the marks they
 * bear: one pass over {@code /proc}, whoever asks how much of it. Empty where there is no
 * {@code /proc}. Not for several threads.
 */
final class Census {

	private final Map<Long, Proc.Birth> births = new HashMap<>();

	private final Map<Long, List<Long>> children = new HashMap<>();

	private final List<Marked> marked = new ArrayList<>();

	/**
	 * Look at all processes but our own. Takes some ten microseconds for each, and may
	 * block where the machine is in trouble.
	 * @return the processes
	 */
	static Census take() {
		Census census = new Census();
		if (Proc.AVAILABLE) {
			long self = ProcessHandle.current().pid();
			for (long pid : Proc.pids()) {
				if (pid != self) {
					census.add(pid);
				}
			}
		}
		return census;
	}

	private void add(long pid) {
		Proc.Birth birth = Proc.birth(pid);
		if (birth == null) {
			return;
		}
		this.births.put(pid, birth);
		this.children.computeIfAbsent(birth.parent(), (parent) -> new ArrayList<>()).add(pid);
		Proc.Environment environment = Proc.environment(pid);
		String text = (environment != null) ? environment.get(OwnerMark.VARIABLE) : null;
		OwnerMark mark = (text != null) ? OwnerMark.parse(text) : null;
		if (environment != null && text != null && mark != null) {
			this.marked.add(new Marked(pid, mark, OwnerMark.workerOf(text), environment.get("PLUGIN_ID")));
		}
	}

	/**
	 * Return the processes that bear a mark, whoever's it is.
	 */
	List<Marked> marked() {
		return this.marked;
	}

	/**
	 * Add to some processes all that come from them.
	 * @param ancestors the ids of the processes
	 * @return these and their children's children
	 */
	Set<Long> withDescendants(Collection<Long> ancestors) {
		Set<Long> all = new LinkedHashSet<>(ancestors);
		Deque<Long> left = new ArrayDeque<>(all);
		while (!left.isEmpty()) {
			for (Long child : this.children.getOrDefault(left.remove(), List.of())) {
				if (all.add(child)) {
					left.add(child);
				}
			}
		}
		return all;
	}

	/**
	 * Return a handle on a process that has been found. The id may have passed on to
	 * another process since: the handle is taken first and then compared, and compares by
	 * itself whenever it is used.
	 * @param pid the id
	 * @return the handle, or empty if the process is gone
	 */
	Optional<ProcessHandle> handle(long pid) {
		Proc.Birth found = this.births.get(pid);
		return ProcessHandle.of(pid).filter((handle) -> {
			Proc.Birth now = Proc.birth(pid);
			return found != null && now != null && now.started() == found.started();
		});
	}

	/**
	 * A process that says whose worker's it is.
	 *
	 * @param pid its id
	 * @param owner the mark of its host
	 * @param worker its worker among all of all hosts
	 * @param pluginId its plugin, as far as the environment tells
	 */
	record Marked(long pid, OwnerMark owner, @Nullable String worker, @Nullable String pluginId) {
	}

}
