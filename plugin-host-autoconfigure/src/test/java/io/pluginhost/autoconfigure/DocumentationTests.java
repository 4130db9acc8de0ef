package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.DocumentationPage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every snippet of every page is compiled, bound, read or run by a test: those of most
 * languages here, the others by the tests that are named here. What a snippet does is for
 * the test of its page.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern SNIPPET = Pattern.compile("^( *)```([a-z ]*)\\n(.*?)^\\1```$",
			Pattern.MULTILINE | Pattern.DOTALL);

	private static final Set<String> READ_HERE = Set.of("java", "yaml", "properties", "xml", "json", "");

	/**
	 * The test that runs the snippets of a language on a page, and how many those are.
	 */
	private static final Map<String, String> RUN_ELSEWHERE = Map.of("README.md: python",
			"autoconfigure.ReadmeIntegrationTests 1", "README.md: java test", "test.example.TestingPageTests 1",
			"docs/testing.md: java", "test.example.TestingPageTests 4", "docs/configuration.md: text",
			"autoconfigure.ConfigurationPageTests 1", "PROTOCOL.md: java",
			"workerkit.ProtocolDocumentIntegrationTests 1", "PROTOCOL.md: js",
			"workerkit.ProtocolDocumentIntegrationTests 2", "PROTOCOL.md: python",
			"workerkit.ProtocolDocumentIntegrationTests 1", "PROTOCOL.md: sh",
			"workerkit.ProtocolDocumentIntegrationTests 1");

	/**
	 * What looks like a file of the repository in a command, and is none: made by it, or
	 * a media type.
	 */
	private static final Pattern MADE = Pattern.compile("(target|application|text)/.+|.+/target/.+");

	static List<String> pages() throws IOException {
		try (Stream<Path> files = Files.walk(ROOT)) {
			return files.map((file) -> ROOT.relativize(file).toString().replace('\\', '/'))
				.filter((file) -> file.endsWith(".md") && !file.contains("node_modules/") && !file.contains("target/")
						&& !file.contains("/src/"))
				.filter((file) -> snippets(file).findAny().isPresent())
				.sorted()
				.toList();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everySnippetHasItsTest(String page) throws IOException {
		// No snippet is in a language that nothing reads, and one that another test runs
		// is known to it
		Map<String, Integer> counts = new TreeMap<>();
		snippets(page).forEach((snippet) -> counts.merge(snippet.language(), 1, Integer::sum));
		for (Map.Entry<String, Integer> count : counts.entrySet()) {
			String elsewhere = RUN_ELSEWHERE.get(page + ": " + count.getKey());
			if (elsewhere == null) {
				assertThat(READ_HERE).as("languages that are read here").contains(count.getKey());
			}
			else {
				assertThat(count.getValue()).as(page + ": " + count.getKey())
					.isEqualTo(Integer.parseInt(elsewhere.split(" ")[1]));
				assertThat(testSource(elsewhere.split(" ")[0])).contains(page.substring(page.lastIndexOf('/') + 1));
			}
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void javaCompilesWithTheImportsItShows(String page, @TempDir Path directory) {
		// A snippet contains all of its imports
		if (!RUN_ELSEWHERE.containsKey(page + ": java") && snippets(page).anyMatch((snippet) -> snippet.isIn("java"))) {
			assertThat(DocumentationPage.read(page).compile(directory)).isNotEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void yamlAndPropertiesAreBound(String page, @TempDir Path directory) {
		// Every key is known: those of the library are bound as an application binds
		// them, others have metadata
		snippets(page).filter((snippet) -> snippet.isIn("yaml", "properties")).forEach((snippet) -> {
			Set<String> names = new TreeSet<>();
			if (snippet.isIn("yaml")) {
				names.addAll(yamlNames(snippet.code()));
				new ConfiguredApplication(directory).yaml(snippet.code()).properties();
			}
			else {
				names.addAll(propertyNames(snippet.code()));
				new ConfiguredApplication(directory).file("application.properties", snippet.code()).properties();
			}
			names.removeIf(
					(name) -> name.startsWith("plugin-host.plugins.") || name.startsWith("plugin-host.defaults."));
			assertThat(names).as(snippet.code()).allMatch(Metadata::knows);
		});
	}

	@ParameterizedTest
	@MethodSource("pages")
	void xmlNamesArtifactsThatAreThere(String page) {
		// Every dependency is a module of this project, of its version, or on the class
		// path
		snippets(page).filter((snippet) -> snippet.isIn("xml")).forEach((snippet) -> {
			Element root = parse("<snippet>" + snippet.code() + "</snippet>");
			NodeList artifacts = root.getElementsByTagName("artifactId");
			assertThat(artifacts.getLength()).isPositive();
			for (int i = 0; i < artifacts.getLength(); i++) {
				String artifact = artifacts.item(i).getTextContent();
				Element dependency = (Element) artifacts.item(i).getParentNode();
				if (text(dependency, "groupId").equals("io.pluginhost")) {
					assertThat(Stream.of(artifact, "extras/" + artifact)).as(artifact)
						.anyMatch((module) -> Files.exists(ROOT.resolve(module).resolve("pom.xml")));
					assertThat(text(dependency, "version")).isEqualTo(projectVersion());
				}
				else {
					assertThat(System.getProperty("java.class.path")).contains("/" + artifact + "-");
				}
			}
		});
	}

	@ParameterizedTest
	@MethodSource("pages")
	void jsonIsRead(String page) {
		// A message or a schema is JSON, line by line or as a whole
		snippets(page).filter((snippet) -> snippet.isIn("json"))
			.forEach((snippet) -> assertThat(
					JsonMapper.shared().readerFor(JsonNode.class).<JsonNode>readValues(snippet.code()).readAll())
				.isNotEmpty());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void commandsNameFilesAndTestsThatAreThere(String page) {
		// What a command names of the repository is in it
		snippets(page).filter((snippet) -> snippet.isIn("")).forEach((snippet) -> {
			for (String command : snippet.code()
				.lines()
				.map(String::strip)
				.filter(DocumentationTests::isCommand)
				.toList()) {
				assertThat(words("(?:^|[ =(,@])((?:[\\w.-]+/)+[\\w.-]+)", command)).as(command)
					.filteredOn((path) -> !MADE.matcher(path).matches())
					.allMatch((path) -> Files.exists(ROOT.resolve(path)));
				assertThat(words("-Dtest=(\\w+)", command)).as(command).allMatch((test) -> !testSource(test).isEmpty());
			}
		});
	}

	private static boolean isCommand(String line) {
		return line.matches("(\\$ |\\(cd |\\./|extras/|java |curl |prometheus ).*");
	}

	private static List<String> words(String pattern, String text) {
		return Pattern.compile(pattern).matcher(text).results().map((word) -> word.group(1)).toList();
	}

	private static Stream<Snippet> snippets(String page) {
		return SNIPPET.matcher(read(ROOT.resolve(page))).results().map(Snippet::of);
	}

	private static Set<String> yamlNames(String yaml) {
		try {
			return new YamlPropertySourceLoader().load("snippet", new ByteArrayResource(yaml.getBytes()))
				.stream()
				.flatMap((source) -> Arrays.stream(((EnumerablePropertySource<?>) source).getPropertyNames()))
				.collect(Collectors.toSet());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Set<String> propertyNames(String text) {
		Properties properties = new Properties();
		try {
			properties.load(new StringReader(text));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return properties.stringPropertyNames();
	}

	private static Element parse(String xml) {
		try {
			return DocumentBuilderFactory.newDefaultInstance()
				.newDocumentBuilder()
				.parse(new InputSource(new StringReader(xml)))
				.getDocumentElement();
		}
		catch (Exception ex) {
			throw new AssertionError(xml, ex);
		}
	}

	private static String text(Element element, String name) {
		NodeList found = element.getElementsByTagName(name);
		return (found.getLength() > 0) ? found.item(0).getTextContent() : "";
	}

	private static String projectVersion() {
		return words("<version>(.+?)</version>", read(ROOT.resolve("pom.xml"))).get(0);
	}

	/**
	 * The source of a test, which is named by the end of its package and its class.
	 */
	private static String testSource(String name) {
		String end = "/" + name.replace('.', '/') + ".java";
		try (Stream<Path> files = Files.walk(ROOT)) {
			return files.filter((file) -> file.toString().replace('\\', '/').endsWith(end))
				.map(DocumentationTests::read)
				.findFirst()
				.orElse("");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Snippet(String language, String code) {

		static Snippet of(MatchResult match) {
			return new Snippet(match.group(2), match.group(3));
		}

		boolean isIn(String... languages) {
			return List.of(languages).contains(this.language);
		}

	}

	/**
	 * The properties that have metadata on the class path.
	 */
	private static final class Metadata {

		private static final Set<String> NAMES = load();

		private static Set<String> load() {
			return Stream.of("spring-configuration-metadata", "additional-spring-configuration-metadata")
				.flatMap((file) -> resources("META-INF/" + file + ".json"))
				.flatMap((resource) -> properties(resource).path("properties").valueStream())
				.map((property) -> property.path("name").stringValue())
				.collect(Collectors.toCollection(TreeSet::new));
		}

		private static Stream<URL> resources(String name) {
			return Metadata.class.getClassLoader().resources(name);
		}

		private static JsonNode properties(URL resource) {
			try (InputStream stream = resource.openStream()) {
				return JsonMapper.shared().readTree(stream);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		/** Also of a map, of which each key is known, and of a list. */
		static boolean knows(String name) {
			String plain = name.replaceAll("\\[\\d+]$", "");
			return NAMES.contains(plain) || NAMES.stream()
				.anyMatch((known) -> plain.startsWith(known + ".") && (plain.startsWith("logging.level.")
						|| plain.startsWith("management.endpoint.") || plain.startsWith("management.metrics.")));
		}

	}

}
