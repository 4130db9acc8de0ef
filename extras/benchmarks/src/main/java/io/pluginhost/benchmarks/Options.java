package io.pluginhost.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.pluginhost.benchmarks.contest.Workload;

/**
 * What the command line asks for.
 *
 * @param rounds how often everything is measured
 * @param millis how long each contestant does each thing in a round
 * @param warmUp how long it does it before, in milliseconds
 * @param contestants who takes part; the first is what the others are compared with
 * @param workloads what is done under each setting
 */
record Options(int rounds, long millis, long warmUp, List<String> contestants, Map<Setting, List<Workload>> workloads) {

	static final String USAGE = """
			usage: run [options] [workload...]
			  --quick                a short run: 3 rounds of 100 ms after 300 ms
			  --rounds=5             how often everything is measured
			  --millis=400           how long each contestant does each thing in a round
			  --warm-up=2000         how long each does it before
			  --contestants=a,b      who takes part, out of: %s
			  --pinned, --free       one of the two settings alone
			workloads: %s""".formatted(String.join(", ", contestantNames()),
			String.join(", ", Arrays.stream(Workload.values()).map(Workload::label).toList()));

	static Options parse(String... arguments) {
		int rounds = 5;
		long millis = 400;
		long warmUp = 2000;
		List<String> contestants = contestantNames();
		List<Setting> settings = List.of(Setting.values());
		List<Workload> chosen = new ArrayList<>();
		for (String argument : arguments) {
			String value = argument.substring(argument.indexOf('=') + 1);
			if (argument.equals("--quick")) {
				rounds = 3;
				millis = 100;
				warmUp = 300;
			}
			else if (argument.startsWith("--rounds=")) {
				rounds = Integer.parseInt(value);
			}
			else if (argument.startsWith("--millis=")) {
				millis = Long.parseLong(value);
			}
			else if (argument.startsWith("--warm-up=")) {
				warmUp = Long.parseLong(value);
			}
			else if (argument.startsWith("--contestants=")) {
				contestants = List.of(value.split(","));
			}
			else if (argument.equals("--pinned")) {
				settings = List.of(Setting.PINNED);
			}
			else if (argument.equals("--free")) {
				settings = List.of(Setting.FREE);
			}
			else {
				chosen.add(workload(argument));
			}
		}
		return new Options(rounds, millis, warmUp, contestants, workloads(settings, chosen));
	}

	private static Map<Setting, List<Workload>> workloads(List<Setting> settings, List<Workload> chosen) {
		Map<Setting, List<Workload>> workloads = new EnumMap<>(Setting.class);
		for (Setting setting : settings) {
			List<Workload> all = Figure.ALL.stream()
				.filter((figure) -> figure.setting() == setting)
				.map(Figure::workload)
				.distinct()
				.filter((workload) -> chosen.isEmpty() || chosen.contains(workload))
				.toList();
			if (!all.isEmpty()) {
				workloads.put(setting, all);
			}
		}
		return workloads;
	}

	private static Workload workload(String label) {
		return Arrays.stream(Workload.values())
			.filter((workload) -> workload.label().equals(label))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No workload or option '%s'".formatted(label)));
	}

	private static List<String> contestantNames() {
		return List.of("floor", "handoff", "plugin-host", "plugin-host+meters");
	}

}
