package io.pluginhost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.concurrent.SystemTimekeeper;
import io.pluginhost.rpc.RpcCodec;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the shape: which package may know which, and what no class may do.
 */
class StructureTests {

	private static final String API = "io.pluginhost";

	private static final String[] CONTRACT = { API, "io.pluginhost.handler", "io.pluginhost.event",
			"io.pluginhost.stream", "io.pluginhost.client" };

	private static final String REDACTION = "io.pluginhost.redaction";

	private static final String[] CORE = { API, REDACTION, "io.pluginhost.event", "io.pluginhost.stream",
			"io.pluginhost.concurrent", "io.pluginhost.json", "io.pluginhost.rpc..", "io.pluginhost.protocol",
			"io.pluginhost.process..", "io.pluginhost.observation", "io.pluginhost.hostcall", "io.pluginhost.output",
			"io.pluginhost.call", "io.pluginhost.session", "io.pluginhost.worker..", "io.pluginhost.manager" };

	private static final Set<String> PROTOCOL_WORDS = Set.of("initialize", "health", "shutdown", "configChanged", "log",
			"streams.open", "streams.emit", "streams.close", "$/cancelRequest", "paperclipInvocation",
			"paperclipInvocationId", "supportedMethods", "instanceInfo", "apiVersion", "databaseNamespace",
			"protocolVersion", "companyId", "channel", "level", "meta", "config");

	private static final Pattern STRING_LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");

	private static JavaClasses classes;

	@BeforeAll
	static void importClasses() {
		classes = new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(API);
	}

	@Test
	void theContractDependsOnNothingElseOfOurs() {
		check(noClasses().that(resideInAnyPackage(CONTRACT)).should().dependOnClassesThat(oursExcept(CONTRACT)),
				"applications depend on it, and must not depend on internals through it");
	}

	/**
	 * Which packages of the core a package may use. What a package does not know cannot
	 * break it, and can be replaced without it.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					redaction   |
					concurrent  | api
					json        |
					rpc         | api, concurrent, json
					process     | api, concurrent, process.command, process.tree
					process.command | api
					process.tree | concurrent, process.command
					protocol    | api, json, rpc, stream
					observation | api, event, stream, rpc
					output      | concurrent, event, stream, observation, protocol, json, rpc
					hostcall    | api, concurrent, handler, observation, json, rpc
					call        | api, concurrent, observation, output, protocol, json, rpc
					session     | api, call, concurrent, hostcall, observation, output, process, protocol, json, rpc
					worker      | api, call, concurrent, event, hostcall, observation, output, process, protocol, json, rpc, session
					manager     | api, call, concurrent, observation, output, worker
					""")
	void packageOfTheCoreKnowsThoseBelowItOnly(String room, @Nullable String below) {
		List<String> known = new ArrayList<>(List.of(room));
		if (below != null) {
			known.addAll(List.of(below.split(", ")));
		}
		check(noClasses().that(resideInAPackage(packageOf(room)))
			.should()
			.dependOnClassesThat(oursExcept(known.stream().map(StructureTests::packageOf).toArray(String[]::new))),
				"a package can be understood, tested and replaced without those above it");
	}

	private static String packageOf(String room) {
		return room.equals("api") ? API : API + "." + room + (Set.of("handler", "process").contains(room) ? "" : "..");
	}

	@Test
	void eventAndStreamDoNotKnowHandlers() {
		check(noClasses().that(resideInAnyPackage("io.pluginhost.event", "io.pluginhost.stream"))
			.should()
			.dependOnClassesThat(resideInAPackage("io.pluginhost.handler..")),
				"an application that only listens needs no host methods");
	}

	@Test
	void handlersDoNotKnowThePackageThatNamesThem() {
		check(noClasses().that(resideInAPackage("io.pluginhost.handler"))
			.should()
			.dependOnClassesThat(resideInAPackage(API)),
				"the API names host methods, and packages must not know each other");
	}

	@Test
	void paramsKnowWhatMarksThemOnly() {
		check(noClasses().that(resideInAPackage("io.pluginhost.params.."))
			.should()
			.dependOnClassesThat(oursExcept("io.pluginhost.handler", "io.pluginhost.params..")),
				"handlers and clients share how parameters are bound, and nothing else");
	}

	@Test
	void clientsKnowTheApiOnly() {
		check(noClasses().that(resideInAPackage("io.pluginhost.client.support.."))
			.should()
			.dependOnClassesThat(oursExcept(API, "io.pluginhost.client", "io.pluginhost.client.support..",
					"io.pluginhost.params..", "io.pluginhost.reactor..")),
				"a client works with any manager and worker");
	}

	@Test
	void noPackageKnowsTheAutoConfiguration() {
		check(noClasses().that()
			.resideOutsideOfPackage("io.pluginhost.autoconfigure..")
			.should()
			.dependOnClassesThat(resideInAPackage("io.pluginhost.autoconfigure..")),
				"an application can wire the library by hand");
	}

	@Test
	void noPackagesKnowEachOther() {
		check(slices().matching("io.pluginhost.(**)").should().beFreeOfCycles(),
				"packages in a circle can only be understood as one");
	}

	@Test
	void theCoreKnowsNoSpring() {
		check(noClasses().that(resideInAnyPackage(CORE))
			.should()
			.dependOnClassesThat(resideInAnyPackage("org.springframework..", "io.micrometer..", "jakarta..")),
				"the core is tested without a context, and serves a host without one");
	}

	@Test
	void onlyProcessNamesProcesses() {
		check(noClasses().that()
			.resideOutsideOfPackage("io.pluginhost.process..")
			.should()
			.dependOnClassesThat()
			.belongToAnyOf(Process.class, ProcessBuilder.class, ProcessHandle.class),
				"a plugin can be launched in another way than as a local process");
		DescribedPredicate<JavaMethodCall> runtime = DescribedPredicate.describe("what the runtime does with processes",
				(call) -> call.getTargetOwner().isEquivalentTo(Runtime.class)
						&& !Set.of("getRuntime", "availableProcessors").contains(call.getTarget().getName()));
		check(noClasses().that().resideOutsideOfPackage("io.pluginhost.process..").should().callMethodWhere(runtime),
				"a plugin can be launched in another way than as a local process");
	}

	@Test
	void onlyJsonAndHandlerSupportCallAJsonMapper() {
		DescribedPredicate<JavaMethodCall> mapper = DescribedPredicate.describe("a method of a JSON mapper",
				(call) -> call.getTargetOwner().isAssignableTo(ObjectMapper.class)
						&& !call.getTarget().getName().equals("builder"));
		check(noClasses().that()
			.resideOutsideOfPackages("io.pluginhost.json", "io.pluginhost.handler.support..",
					"io.pluginhost.configtree..", "io.pluginhost.schema..", "io.pluginhost.autoconfigure..")
			.and()
			.doNotBelongToAnyOf(RpcCodec.class)
			.should()
			.callMethodWhere(mapper)
			.orShould()
			.dependOnClassesThat()
			.belongToAnyOf(JsonMapper.class, ObjectMapper.class),
				"workers' messages must not depend on how an application configures JSON");
	}

	@Test
	void coreReadsNoClock() {
		check(noClasses().that(resideInAnyPackage(CORE))
			.and()
			.doNotBelongToAnyOf(SystemTimekeeper.class)
			.should()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(Instant.class, "now")
			.orShould()
			.callMethod(LocalDateTime.class, "now")
			.orShould()
			.callMethod(OffsetDateTime.class, "now")
			.orShould()
			.callMethod(ZonedDateTime.class, "now")
			.orShould()
			.dependOnClassesThat()
			.belongToAnyOf(Clock.class), "tests turn time by hand");
	}

	@Test
	void noClassSleeps() {
		check(noClasses().should().callMethod(Thread.class, "sleep", long.class),
				"what waits is woken, so that no thread is held and no test is slow");
	}

	/**
	 * A word in a string literal, as it goes over the wire. Constants are inlined by the
	 * compiler, so that sources are read.
	 */
	@Test
	void wordsOfTheProtocolStandInProtocolOnly() throws IOException {
		Set<String> found = new TreeSet<>();
		for (Path source : sourcesOf("concurrent", "json", "rpc", "process", "redaction", "observation", "hostcall",
				"output", "call", "session", "worker", "manager", "handler", "metrics")) {
			Matcher literal = STRING_LITERAL.matcher(Files.readString(source));
			while (literal.find()) {
				if (PROTOCOL_WORDS.contains(literal.group(1)) || literal.group(1).contains("paperclip")) {
					found.add(source.getFileName() + ": " + literal.group());
				}
			}
		}
		assertThat(found)
			.as("because another protocol is another class of 'protocol', and no other package changes for it")
			.isEmpty();
	}

	@Test
	void wordsOfTheProtocolAreThoseThatItUses() throws IOException {
		StringBuilder protocol = new StringBuilder();
		for (Path source : sourcesOf("protocol")) {
			protocol.append(Files.readString(source));
		}
		assertThat(PROTOCOL_WORDS).allSatisfy((word) -> assertThat(protocol).contains('"' + word + '"'));
	}

	private static List<Path> sourcesOf(String... rooms) throws IOException {
		List<Path> sources = new ArrayList<>();
		for (String room : rooms) {
			try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/pluginhost", room))) {
				files.filter((file) -> file.toString().endsWith(".java")).forEach(sources::add);
			}
		}
		return sources;
	}

	@Test
	void everyPackageIsNullMarked() {
		Set<String> unmarked = new TreeSet<>();
		for (JavaClass type : classes) {
			if (!type.getPackage().tryGetAnnotationOfType(NullMarked.class).isPresent()) {
				unmarked.add(type.getPackageName());
			}
		}
		assertThat(unmarked).isEmpty();
	}

	private static DescribedPredicate<JavaClass> oursExcept(String... packages) {
		return resideInAPackage("io.pluginhost..").and(DescribedPredicate.not(resideInAnyPackage(packages)))
			.and(DescribedPredicate.not(resideInAPackage(REDACTION)))
			.as("reside elsewhere in io.pluginhost");
	}

	private static void check(ArchRule rule, String because) {
		rule.because(because).allowEmptyShould(true).check(classes);
	}

}
