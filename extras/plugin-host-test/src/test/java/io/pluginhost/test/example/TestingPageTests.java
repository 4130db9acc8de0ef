package io.pluginhost.test.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code in {@code docs/testing.md} and the test in the README are those of tests here,
 * word for word, with their imports: so they work.
 */
class TestingPageTests {

	private static final Pattern SNIPPET = Pattern.compile("^```java(| test)\\n(.*?)^```$",
			Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern IMPORT = Pattern.compile("^import [^\\n]+;$", Pattern.MULTILINE);

	@Test
	void codeOnThePageIsRunHere() throws IOException {
		assertRunHere("docs/testing.md", 4);
	}

	@Test
	void testInTheReadmeIsRunHere() throws IOException {
		assertRunHere("README.md", 1);
	}

	private static void assertRunHere(String page, int count) throws IOException {
		List<String> snippets = SNIPPET.matcher(Files.readString(Path.of("../..", page)))
			.results()
			.filter((snippet) -> page.startsWith("docs") || snippet.group(1).contains("test"))
			.map((snippet) -> snippet.group(2))
			.toList();
		assertThat(snippets).hasSize(count);
		List<String> sources = sources();
		Set<String> needed = new TreeSet<>();
		for (String snippet : snippets) {
			String code = words(IMPORT.matcher(snippet).replaceAll(""));
			assertThat(sources).as(snippet).anyMatch((source) -> words(source).contains(code));
			sources.stream()
				.filter((source) -> words(source).contains(code))
				.forEach((source) -> needed.addAll(imports(source)));
		}
		// A reader who copies the page's code has no other imports
		assertThat(imports(String.join("\n", snippets))).isEqualTo(needed);
	}

	private static Set<String> imports(String code) {
		return IMPORT.matcher(code).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<String> sources() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("src/test/java/io/pluginhost/test/example"))) {
			return files.map(TestingPageTests::read).toList();
		}
	}

	/** Where lines end does not matter. */
	private static String words(String code) {
		return code.replaceAll("\\s+", "");
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
