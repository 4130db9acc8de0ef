package io.pluginhost.benchmarks;

import java.io.IOException;

import io.pluginhost.benchmarks.contest.Workload;

/**
 * What is counted in every build, and how much it may be. The limits are what it was when
 * they were last set, and a fifth more; they are lowered when it becomes less, never
 * raised without a decision. The goals are those of docs/performance.md.
 *
 * @see "docs/decisions/counted-costs.md"
 */
enum CountedCost {

	// @formatter:off          what, how often each operation counts               limit, goal
	CALL("bytes allocated per blocking call", Workload.CALL, 1,                      1620, 700),
	HOST_CALL("bytes allocated per host call", Workload.HOST, 1,                     1840, 2000),
	STREAM_EVENT("bytes allocated per stream event", Workload.STREAM, 1,             1100, 600),
	LOG_LINE("bytes allocated per disabled log line", Workload.LOG, 1,               735, 600),
	COPY("bytes allocated per byte of 16 MB sent and received", Workload.ECHO_16M, 0.5 / 16e6, 3.1, 3),
	METERED_CALL("bytes a meter registry adds to a call", Workload.CALL, 1,          2500, 500),
	THREAD("threads per worker", Workload.THREADS_40, 1,                             3.5, 3);
	// @formatter:on

	private static final int COMPILED = 60_000;

	private final String label;

	private final Workload workload;

	private final double factor;

	private final double limit;

	private final double goal;

	CountedCost(String label, Workload workload, double factor, double limit, double goal) {
		this.label = label;
		this.workload = workload;
		this.factor = factor;
		this.limit = limit;
		this.goal = goal;
	}

	double limit() {
		return this.limit;
	}

	/**
	 * Count.
	 */
	double count(AgentProcess agent) throws IOException {
		return switch (this) {
			case THREAD -> threads();
			case METERED_CALL -> freshBytes("plugin-host+meters") - freshBytes("plugin-host");
			default -> bytes(agent, "plugin-host");
		};
	}

	/**
	 * In a JVM of its own, because threads of pools that are left from other work would
	 * be taken again.
	 */
	private double threads() throws IOException {
		try (AgentProcess fresh = TestAgent.start()) {
			return fresh.run("plugin-host", this.workload, 0).get("threads");
		}
	}

	/**
	 * In a JVM of its own, because code that has been compiled for others too allocates
	 * what it need not; and after so many operations that all of it is compiled, because
	 * on a busy machine it allocates evenly long before.
	 */
	private double freshBytes(String contestant) throws IOException {
		try (AgentProcess fresh = TestAgent.start()) {
			double operations = 0;
			while (operations < COMPILED) {
				operations += fresh.run(contestant, this.workload, 250).get("operations");
			}
			return bytes(fresh, contestant);
		}
	}

	/**
	 * The least of some trials: what other threads allocate meanwhile can only be added.
	 */
	private double bytes(AgentProcess agent, String contestant) throws IOException {
		new WarmUp(10_000).run((millis) -> agent.run(contestant, this.workload, millis));
		double least = Double.MAX_VALUE;
		for (int i = 0; i < 4; i++) {
			least = Math.min(least, agent.run(contestant, this.workload, 100).get("bytes"));
		}
		return least * this.factor;
	}

	String describe(double counted) {
		return "%s: %.1f counted, %.1f allowed, %.1f the goal".formatted(this.label, counted, this.limit, this.goal);
	}

}
