package io.pluginhost.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.pluginhost.benchmarks.Results.Task;
import io.pluginhost.benchmarks.contest.Growth;
import io.pluginhost.benchmarks.contest.Workload;

/**
 * Lets contestants warm up, and then work in turns, round by round, each other round in
 * reverse order.
 */
final class Rounds {

	private final Options options;

	private final WorkerProgram worker;

	private final Results results;

	Rounds(Options options, WorkerProgram worker, Results results) {
		this.options = options;
		this.worker = worker;
		this.results = results;
	}

	/**
	 * Compare contestants, each in a JVM of its own, as far as this machine can.
	 */
	void contest() throws IOException {
		for (Setting setting : this.options.settings()) {
			if (!setting.isPossible()) {
				continue;
			}
			List<Task> tasks = new ArrayList<>();
			for (Workload workload : this.options.workloads(setting)) {
				if (this.worker.isHeavy() && workload.isCrowded()) {
					continue;
				}
				this.options.contestants().forEach((contestant) -> tasks.add(new Task(setting, contestant, workload)));
			}
			if (setting == Setting.FRESH) {
				once(tasks);
			}
			else if (!tasks.isEmpty()) {
				try (Agents agents = new Agents(setting, this.worker, true)) {
					run(tasks, agents);
				}
			}
		}
	}

	/**
	 * Compare sizes, all in one JVM, so that one and the same compiled code runs them; if
	 * this machine can.
	 */
	void growth() throws IOException {
		if (!Setting.PINNED.isPossible()) {
			return;
		}
		List<Task> tasks = new ArrayList<>();
		for (Growth dimension : Growth.values()) {
			for (int size : Growth.SIZES) {
				Figure figure = Figure.of(dimension).get(0);
				tasks.add(new Task(figure.setting(), dimension.contestant(size), figure.workload()));
			}
		}
		try (Agents agents = new Agents(Setting.PINNED, this.worker, false)) {
			run(tasks, agents);
		}
	}

	private void once(List<Task> tasks) throws IOException {
		for (Task task : tasks) {
			progress(task, "once");
			try (AgentProcess agent = new AgentProcess(task.setting(), this.worker)) {
				this.results.add(0, task, agent.run(task.contestant(), task.workload(), this.options.millis()));
			}
		}
	}

	private void run(List<Task> tasks, Agents agents) throws IOException {
		WarmUp warmUp = new WarmUp(this.options.warmUp());
		for (Task task : tasks) {
			progress(task, "warm-up");
			AgentProcess agent = agents.get(task.contestant());
			if (!warmUp.run((millis) -> agent.run(task.contestant(), task.workload(), millis))) {
				this.results.addCold(task);
			}
		}
		List<Task> order = new ArrayList<>(tasks);
		for (int round = 0; round < this.options.rounds(); round++) {
			for (Task task : order) {
				progress(task, "round " + (round + 1));
				AgentProcess agent = agents.get(task.contestant());
				this.results.add(round, task, agent.run(task.contestant(), task.workload(), this.options.millis()));
			}
			Collections.reverse(order);
		}
	}

	private static void progress(Task task, String what) {
		if (System.console() != null) {
			System.err.printf("\r\033[K%s, %s, %s, %s", task.setting().label(), task.workload().label(),
					task.contestant(), what);
		}
	}

	/**
	 * The JVMs that are at work.
	 */
	private static final class Agents implements AutoCloseable {

		private final Setting setting;

		private final WorkerProgram worker;

		private final boolean apart;

		private final Map<String, AgentProcess> agents = new HashMap<>();

		Agents(Setting setting, WorkerProgram worker, boolean apart) {
			this.setting = setting;
			this.worker = worker;
			this.apart = apart;
		}

		AgentProcess get(String contestant) throws IOException {
			String key = this.apart ? contestant : "";
			AgentProcess agent = this.agents.get(key);
			if (agent == null) {
				agent = new AgentProcess(this.setting, this.worker);
				this.agents.put(key, agent);
			}
			return agent;
		}

		@Override
		public void close() {
			this.agents.values().forEach(AgentProcess::close);
		}

	}

}
