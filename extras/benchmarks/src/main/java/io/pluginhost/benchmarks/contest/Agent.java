package io.pluginhost.benchmarks.contest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A JVM with one contestant, told over stdin what to do. Answers each command,
 * {@code <workload> <milliseconds>}, with a line of {@code name=value}, which is empty
 * for what the contestant cannot do. Whatever else is printed goes to stderr.
 */
public final class Agent {

	private static final int MAX_TIMES = 1_000_000;

	private Agent() {
	}

	/**
	 * Run until stdin ends.
	 * @param args the contestant's name, and the path of the worker
	 * @throws Exception if the contestant fails
	 */
	public static void main(String[] args) throws Exception {
		PrintStream answers = System.out;
		System.setOut(System.err);
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		long[] times = new long[MAX_TIMES];
		try (Contestant contestant = contestant(args[0], args[1])) {
			answers.println("ready");
			for (String command = commands.readLine(); command != null; command = commands.readLine()) {
				String[] words = command.split(" ");
				Workload workload = Workload.valueOf(words[0]);
				Trial trial = new Trial(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[1])), times);
				answers.println(run(contestant, workload, trial));
			}
		}
		System.exit(0);
	}

	private static Contestant contestant(String name, String worker) throws IOException {
		return switch (name) {
			case "floor" -> new FloorContestant(worker);
			case "handoff" -> new HandoffContestant(worker);
			case "plugin-host" -> new LibraryContestant(worker, false);
			case "plugin-host+meters" -> new LibraryContestant(worker, true);
			default -> throw new IllegalArgumentException("No contestant " + name);
		};
	}

	private static String run(Contestant contestant, Workload workload, Trial trial) throws Exception {
		try {
			workload.run(contestant, trial);
		}
		catch (UnsupportedOperationException ex) {
			return "";
		}
		Map<String, Double> measured = trial.end();
		return measured.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + entry.getValue())
			.collect(Collectors.joining(" "));
	}

}
