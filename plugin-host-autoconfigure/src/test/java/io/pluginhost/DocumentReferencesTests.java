package io.pluginhost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What documents refer to is there: files, headings, types, tests and their methods; and
 * what sources refer to of the documents.
 */
class DocumentReferencesTests {

	private static final Path ROOT = Path.of("..");

	private static final Set<String> OTHER_DIRECTORIES = Set.of("target", "node_modules", ".git", "images");

	private static final Pattern CODE = Pattern.compile("^ *```.*?^ *```$", Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

	private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

	private static final Pattern DECISION = Pattern.compile("docs/decisions/([\\w-]+)\\.md");

	/** Of the library, its kits and their tests, by simple name. */
	private static final Map<String, Path> TYPES = new TreeMap<>();

	private static final List<String> PAGES = new ArrayList<>();

	static {
		try {
			Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
					return OTHER_DIRECTORIES.contains(directory.getFileName().toString()) ? FileVisitResult.SKIP_SUBTREE
							: FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
					String name = file.getFileName().toString();
					if (name.endsWith(".java")) {
						TYPES.put(name.replace(".java", ""), file);
					}
					else if (name.endsWith(".md")) {
						PAGES.add(ROOT.relativize(file).toString().replace('\\', '/'));
					}
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@BeforeAll
	static void pagesAreThere() {
		assertThat(PAGES).contains("README.md", "docs/decisions/README.md").hasSizeGreaterThan(20);
	}

	static List<String> pages() {
		return PAGES;
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadToFilesAndHeadings(String page) {
		LINK.matcher(prose(page)).results().map((link) -> link.group(1)).filter(this::isOurs).forEach((link) -> {
			String[] target = link.split("#", 2);
			Path file = target[0].isEmpty() ? ROOT.resolve(page) : ROOT.resolve(page).resolveSibling(target[0]);
			assertThat(file).as(link).exists();
			if (target.length > 1) {
				assertThat(anchors(read(file))).as(link).contains(target[1]);
			}
		});
	}

	@ParameterizedTest
	@MethodSource("pages")
	void testsThatPagesNameAreThere(String page) {
		Pattern.compile("`(\\w+Tests)(?:\\.(\\w+))?`").matcher(prose(page)).results().forEach((test) -> {
			assertThat(TYPES).containsKey(test.group(1));
			if (test.group(2) != null) {
				assertThat(read(TYPES.get(test.group(1)))).contains(" " + test.group(2) + "(");
			}
		});
	}

	@Test
	void typesThatTheArchitectureNamesAreThere() {
		Set<String> named = Pattern.compile("`([A-Z]\\w+)(?:[.#]\\w+)?`")
			.matcher(prose("ARCHITECTURE.md"))
			.results()
			.map((type) -> type.group(1))
			.filter((type) -> Pattern.compile("[a-z]").matcher(type).find())
			.collect(Collectors.toCollection(TreeSet::new));
		named.remove("Flux");
		assertThat(named).hasSizeGreaterThan(50);
		assertThat(TYPES.keySet()).containsAll(named);
	}

	@Test
	void everyPackageIsInTheTableOfTheArchitecture() throws IOException {
		Set<String> listed = new TreeSet<>();
		for (String row : prose("ARCHITECTURE.md").lines().filter((line) -> line.startsWith("| `")).toList()) {
			Pattern.compile("`(io\\.pluginhost|…[a-z.]+)`")
				.matcher(row.substring(0, row.indexOf(" | ")))
				.results()
				.forEach((name) -> listed.add(name.group(1).replace("…", "io.pluginhost.")));
		}
		Set<String> packages = new TreeSet<>();
		Path sources = ROOT.resolve("plugin-host-autoconfigure/src/main/java");
		try (Stream<Path> files = Files.walk(sources)) {
			files.filter((file) -> file.endsWith("package-info.java"))
				.forEach((file) -> packages
					.add(sources.relativize(file.getParent()).toString().replace('\\', '/').replace('/', '.')));
		}
		packages.removeIf((name) -> name.startsWith("io.pluginhost.autoconfigure."));
		assertThat(listed).isEqualTo(packages);
	}

	@Test
	void decisionsHaveOneFormAndAreListed() throws IOException {
		String index = read(ROOT.resolve("docs/decisions/README.md"));
		for (String decision : decisions()) {
			String text = read(ROOT.resolve("docs/decisions").resolve(decision + ".md"));
			assertThat(text).as(decision)
				.containsPattern("(?s)^# .+\n\n\\*\\*Status\\.\\*\\* .+\n\n\\*\\*Context\\.\\*\\* .+"
						+ "\n\n\\*\\*Decision\\.\\*\\* .+\n\n\\*\\*Consequences\\.\\*\\* .+");
			assertThat(index).contains("(" + decision + ".md)");
		}
	}

	@Test
	void everyDecisionIsNamedByTheClassItConcerns() throws IOException {
		Set<String> named = TYPES.values()
			.stream()
			.flatMap((source) -> DECISION.matcher(read(source)).results())
			.map((decision) -> decision.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		named.remove("README");
		assertThat(named).isEqualTo(decisions());
	}

	private static Set<String> decisions() throws IOException {
		try (Stream<Path> files = Files.list(ROOT.resolve("docs/decisions"))) {
			return files.map((file) -> file.getFileName().toString().replace(".md", ""))
				.filter((name) -> !name.equals("README"))
				.collect(Collectors.toCollection(TreeSet::new));
		}
	}

	private boolean isOurs(String link) {
		return !link.matches("[a-z]+:.+");
	}

	private static Set<String> anchors(String page) {
		return HEADING.matcher(CODE.matcher(page).replaceAll(""))
			.results()
			.map((heading) -> heading.group(1)
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N} _-]", "")
				.replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	private static String prose(String page) {
		return CODE.matcher(read(ROOT.resolve(page))).replaceAll("");
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
