package io.pluginhost.benchmarks.contest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The contestants of one JVM, made when they are first asked for.
 */
public final class Contestants implements AutoCloseable {

	private static final String LIBRARY = "plugin-host";

	private static final String METERS = "plugin-host+meters";

	/** All who take part, the one the others are compared with first. */
	public static final List<String> NAMES = List.of("floor", "handoff", LIBRARY, METERS, "lsp4j", "mcp");

	private final Worker worker;

	private final Map<String, Contestant> contestants = new LinkedHashMap<>();

	Contestants(Worker worker) {
		this.worker = worker;
	}

	/**
	 * Return a contestant.
	 * @param name one of {@link #NAMES}, or a dimension of growth and a size,
	 * {@code plugins=100}
	 */
	Contestant get(String name) throws Exception {
		Contestant contestant = this.contestants.get(name);
		if (contestant == null) {
			contestant = create(name);
			this.contestants.put(name, contestant);
		}
		return contestant;
	}

	private Contestant create(String name) throws Exception {
		return switch (name) {
			case "floor" -> new FloorContestant(this.worker);
			case "handoff" -> new HandoffContestant(this.worker);
			case LIBRARY -> new LibraryContestant(this.worker, false);
			case METERS -> new LibraryContestant(this.worker, true);
			case "lsp4j" -> new Lsp4jContestant(this.worker);
			case "mcp" -> new McpContestant(this.worker);
			default -> GrownContestant.create(Growth.of(name), Growth.size(name), this.worker);
		};
	}

	@Override
	public void close() throws Exception {
		for (Contestant contestant : this.contestants.values()) {
			contestant.close();
		}
	}

}
