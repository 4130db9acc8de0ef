package io.pluginhost.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.pluginhost.worker.TransitionTable.Transition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps {@code docs/lifecycle.mmd} what the table says.
 */
class LifecycleDiagramTests {

	private static final String WRITE = "plugin-host.write-docs";

	private static final Path FILE = Path.of(System.getProperty("basedir", "."), "..", "docs", "lifecycle.mmd")
		.normalize();

	@Test
	void diagramShowsTheTable() throws IOException {
		String diagram = diagram();
		if (Boolean.getBoolean(WRITE)) {
			Files.createDirectories(FILE.getParent());
			Files.writeString(FILE, diagram);
		}
		assertThat(FILE)
			.as("the lifecycle's diagram; written anew by: mvn test -Dtest=%s -D%s=true", getClass().getSimpleName(),
					WRITE)
			.exists()
			.hasContent(diagram);
	}

	private static String diagram() {
		List<String> lines = new ArrayList<>();
		lines.add("%% A worker's life, made from WorkerLifecycle.TABLE by LifecycleDiagramTests; not to be edited.");
		lines.add("%% Left out: what changes no state, such as a second stop, which joins the first.");
		lines.add("stateDiagram-v2");
		for (WorkerState state : WorkerState.values()) {
			lines.add("    %s: %s%s".formatted(state, state, shown(state)));
		}
		lines.add("    [*] --> STOPPED");
		transitions().forEach((way, types) -> lines.add("    %s: %s".formatted(way, String.join(", ", types))));
		return String.join("\n", lines) + "\n";
	}

	private static String shown(WorkerState state) {
		return state.name().equals(state.status().name()) ? "" : " (shown as %s)".formatted(state.status());
	}

	private static Map<String, List<String>> transitions() {
		Map<String, List<String>> transitions = new LinkedHashMap<>();
		for (Transition<WorkerActions, LifecycleEvent> transition : WorkerLifecycle.TABLE.transitions()) {
			transition.next()
				.stream()
				.filter((next) -> next != transition.state())
				.forEach((next) -> transitions
					.computeIfAbsent(transition.state() + " --> " + next, (way) -> new ArrayList<>())
					.add(transition.type().name()));
		}
		return transitions;
	}

}
