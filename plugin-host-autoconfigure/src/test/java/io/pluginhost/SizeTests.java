package io.pluginhost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps packages and classes at a size that a reader takes in at once, which is that of
 * Spring Boot's own modules.
 */
class SizeTests {

	private static final Path SOURCES = Path.of("src/main/java");

	private static final int MAX_TYPES = 37;

	private static final int MAX_LINES = 450;

	private static final int MAX_MEDIAN = 75;

	private static final int MAX_95TH_PERCENTILE = 300;

	/** Lines of each file, by its path. */
	private static final Map<Path, Integer> lines = new TreeMap<>();

	@BeforeAll
	static void countLines() throws IOException {
		try (Stream<Path> files = Files.walk(SOURCES)) {
			files.filter((file) -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
				.forEach((file) -> lines.put(file, linesOf(file)));
		}
	}

	private static int linesOf(Path file) {
		try {
			return Files.readAllLines(file).size();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void packageHoldsOneIdea() {
		// A package of more than 37 types holds several ideas, one of which wants a
		// package of its own
		Map<Path, Long> types = lines.keySet()
			.stream()
			.collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
		assertThat(types).hasSizeGreaterThan(10)
			.allSatisfy((room, count) -> assertThat(count).as("types in %s", room).isLessThanOrEqualTo(MAX_TYPES));
	}

	@Test
	void classFitsAReader() {
		// A class of more than 450 lines has a second idea in it
		assertThat(lines)
			.allSatisfy((file, count) -> assertThat(count).as("lines of %s", file).isLessThanOrEqualTo(MAX_LINES));
	}

	@Test
	void classesAreSmall() {
		// Few long classes are read if most are short
		List<Integer> sorted = lines.values().stream().sorted().toList();
		assertThat(sorted.get(sorted.size() / 2)).as("median").isLessThanOrEqualTo(MAX_MEDIAN);
		assertThat(sorted.get(sorted.size() * 95 / 100)).as("95th percentile").isLessThanOrEqualTo(MAX_95TH_PERCENTILE);
	}

}
