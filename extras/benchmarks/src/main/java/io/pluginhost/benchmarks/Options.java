package io.pluginhost.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.pluginhost.benchmarks.contest.Contestants;
import io.pluginhost.benchmarks.contest.Workload;

/**
 * What the command line asks for.
 *
 * @param rounds how often everything is measured
 * @param millis how long each contestant does each thing in a round
 * @param warmUp how long it does it before at most, in milliseconds
 * @param parts what is measured
 * @param contestants who takes part in the contest; the first is what the others are
 * compared with
 * @param settings where
 * @param workloads what is done in the contest; all if there are none
 * @param document the file to write the tables into, if any
 */
record Options(int rounds, long millis, long warmUp, Set<Part> parts, List<String> contestants, Set<Setting> settings,
		List<Workload> workloads, @Nullable Path document) {

	private static final List<String> QUICK_CONTESTANTS = List.of("floor", "plugin-host", "lsp4j", "mcp");

	private static final List<Workload> QUICK_WORKLOADS = List.of(Workload.CALL, Workload.PIPELINE_256, Workload.HOST,
			Workload.STREAM, Workload.LOG, Workload.ECHO_1M);

	static final String USAGE = """
			usage: run [options] [workload...]
			  --quick                a short run: 3 rounds of 100 ms, of what matters most
			  --rounds=5             how often everything is measured
			  --millis=400           how long each contestant does each thing in a round
			  --warm-up=4000         how long each does it before, at most
			  --parts=a,b            out of: %s
			  --contestants=a,b      who takes part in the contest, out of: %s
			  --pinned, --free, --fresh  one setting alone
			  --write=file           where to put the tables, between the lines that mark their place
			workloads: %s""".formatted(labels(Part.values()), String.join(", ", Contestants.NAMES),
			String.join(", ", Arrays.stream(Workload.values()).map(Workload::label).toList()));

	static Options parse(String... arguments) {
		Options options = new Options(5, 400, 4000, EnumSet.allOf(Part.class), Contestants.NAMES,
				EnumSet.allOf(Setting.class), List.of(), null);
		List<Workload> chosen = new ArrayList<>();
		for (String argument : arguments) {
			if (argument.startsWith("--")) {
				options = options.with(argument, argument.substring(argument.indexOf('=') + 1));
			}
			else {
				chosen.add(one(Workload.values(), argument));
			}
		}
		return chosen.isEmpty() ? options : options.withWorkloads(chosen);
	}

	private Options with(String argument, String value) {
		int equals = argument.indexOf('=');
		return switch ((equals < 0) ? argument : argument.substring(0, equals)) {
			case "--quick" -> new Options(3, 100, 1500, EnumSet.of(Part.CONTEST), QUICK_CONTESTANTS,
					EnumSet.of(Setting.PINNED, Setting.FREE), QUICK_WORKLOADS, this.document);
			case "--rounds" -> new Options(Integer.parseInt(value), this.millis, this.warmUp, this.parts,
					this.contestants, this.settings, this.workloads, this.document);
			case "--millis" -> new Options(this.rounds, Long.parseLong(value), this.warmUp, this.parts,
					this.contestants, this.settings, this.workloads, this.document);
			case "--warm-up" -> new Options(this.rounds, this.millis, Long.parseLong(value), this.parts,
					this.contestants, this.settings, this.workloads, this.document);
			case "--parts" -> withParts(parts(value));
			case "--contestants" -> new Options(this.rounds, this.millis, this.warmUp, this.parts, contestants(value),
					this.settings, this.workloads, this.document);
			case "--pinned" -> withSetting(Setting.PINNED);
			case "--free" -> withSetting(Setting.FREE);
			case "--fresh" -> withSetting(Setting.FRESH);
			case "--write" -> new Options(this.rounds, this.millis, this.warmUp, this.parts, this.contestants,
					this.settings, this.workloads, Path.of(value));
			default -> throw new IllegalArgumentException("No option '%s'".formatted(argument));
		};
	}

	private Options withParts(Set<Part> parts) {
		return new Options(this.rounds, this.millis, this.warmUp, parts, this.contestants, this.settings,
				this.workloads, this.document);
	}

	private Options withSetting(Setting setting) {
		return new Options(this.rounds, this.millis, this.warmUp, EnumSet.of(Part.CONTEST), this.contestants,
				EnumSet.of(setting), this.workloads, this.document);
	}

	private Options withWorkloads(List<Workload> workloads) {
		return new Options(this.rounds, this.millis, this.warmUp, EnumSet.of(Part.CONTEST), this.contestants,
				this.settings, workloads, this.document);
	}

	/**
	 * What is done in the contest under a setting.
	 */
	List<Workload> workloads(Setting setting) {
		return Figure.ALL.stream()
			.filter((figure) -> figure.setting() == setting && this.settings.contains(setting))
			.map(Figure::workload)
			.distinct()
			.filter((workload) -> this.workloads.isEmpty() || this.workloads.contains(workload))
			.toList();
	}

	private static Set<Part> parts(String value) {
		Set<Part> parts = EnumSet.noneOf(Part.class);
		for (String name : value.split(",")) {
			parts.add(one(Part.values(), name));
		}
		return parts;
	}

	private static List<String> contestants(String value) {
		List<String> contestants = List.of(value.split(","));
		for (String contestant : contestants) {
			if (!Contestants.NAMES.contains(contestant)) {
				throw new IllegalArgumentException("No contestant '%s'".formatted(contestant));
			}
		}
		return contestants;
	}

	private static <E extends Enum<E>> E one(E[] values, String label) {
		return Arrays.stream(values)
			.filter((value) -> label(value).equals(label))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'%s' is none of %s".formatted(label, labels(values))));
	}

	private static String labels(Enum<?>[] values) {
		return String.join(", ", Arrays.stream(values).map(Options::label).toList());
	}

	private static String label(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * What can be measured.
	 */
	enum Part {

		/** The library, its peers and the floor. */
		CONTEST,

		/** The library as it grows. */
		GROWTH,

		/** Parts of the library, by themselves. */
		MICRO

	}

}
