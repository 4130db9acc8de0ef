package io.pluginhost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the README tells a newcomer to type is what the rest of it needs.
 */
class ReadmeTests {

	private static final DocumentationPage README = DocumentationPage.read("README.md");

	/** The plugins that what is delivered is built with, and no other. */
	private static final String BUILD = " maven-enforcer-plugin maven-compiler-plugin maven-resources-plugin "
			+ "maven-antrun-plugin maven-jar-plugin spring-boot-maven-plugin ";

	@Test
	void installCommandBringsEveryDependencyTheReadmeNames() {
		List<String> used = Pattern.compile("(?:<artifactId>|io\\.pluginhost:)(plugin-host-[a-z-]+)")
			.matcher(README.text())
			.results()
			.map((artifact) -> artifact.group(1))
			.distinct()
			.toList();
		List<String> installed = modules("install");
		assertThat(used).contains("plugin-host-starter", "plugin-host-test")
			.allSatisfy((artifact) -> assertThat(installed).anyMatch((module) -> module.endsWith(artifact)));
		assertThat(installed).allSatisfy((module) -> assertThat(Path.of("..", module, "pom.xml")).exists());
	}

	@Test
	void commandsNameModulesThatAreThere() {
		assertThat(modules("spring-boot:run"))
			.allSatisfy((module) -> assertThat(Files.exists(Path.of("..", module, "pom.xml"))).isTrue());
	}

	/**
	 * Neither of the README's commands compiles a test, or loads what only tests and
	 * checks need.
	 */
	@Test
	void commandsDoWithoutTestsAndChecks() throws Exception {
		assertThat(README.text().lines().filter((line) -> line.contains("./mvnw -pl")))
			.allSatisfy((command) -> assertThat(command).contains(" -Dmaven.test.skip"));
		List<Path> builds = builds();
		assertThat(builds).hasSizeGreaterThan(5);
		for (Path build : builds) {
			Document pom = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(build.toFile());
			for (String always : List.of("/project/dependencies/dependency[scope='test']",
					"/project/build/plugins/plugin[not(contains('%s', concat(' ', artifactId, ' ')))]".formatted(BUILD),
					"/project/profiles/profile[id='checks' and activation/property/name!='!maven.test.skip']",
					"/project/profiles/profile/build/plugins/plugin/executions/execution[phase='validate']")) {
				assertThat(evaluate(pom, always)).as(build + ": " + always).isEmpty();
			}
		}
	}

	private static List<String> evaluate(Document pom, String expression) throws XPathExpressionException {
		NodeList found = (NodeList) XPathFactory.newDefaultInstance()
			.newXPath()
			.evaluate(expression, pom, XPathConstants.NODESET);
		return IntStream.range(0, found.getLength()).mapToObj((index) -> found.item(index).getTextContent()).toList();
	}

	/**
	 * Those of all modules, and that of the root.
	 */
	private static List<Path> builds() throws IOException {
		Path root = Path.of("..", "pom.xml");
		return Stream
			.concat(Stream.of(root),
					Pattern.compile("<module>(.+)</module>")
						.matcher(Files.readString(root))
						.results()
						.map((module) -> Path.of("..", module.group(1), "pom.xml")))
			.toList();
	}

	private static List<String> modules(String goal) {
		String modules = Pattern.compile("\\./mvnw -pl (\\S+) -am " + goal)
			.matcher(README.text())
			.results()
			.map((command) -> command.group(1))
			.findFirst()
			.orElseThrow();
		return List.of(modules.split(","));
	}

}
