package io.pluginhost.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README's walk through a crash, as an operator walks it: every command, and what it
 * is said to answer, sooner or later. An ellipsis stands for anything.
 */
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(properties = "spring.application.name=operate")
@DirtiesContext
class OperateIntegrationTests extends AbstractSampleApplicationTests {

	private static final Pattern CURL = Pattern.compile(
			" *\\$ curl localhost:8080(?<path>\\S+)" + "(?: -H 'Content-Type: application/json' -d '(?<body>[^']+)')?");

	private static final Pattern VARIES = Pattern
		.compile("…|\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z|\\d+(\\.\\d+)?s|pid \\d+|java:\\d+");

	@Test
	void walkThroughACrashIsAsInTheReadme(CapturedOutput output) throws IOException {
		ensureRunning("flaky");
		List<Command> commands = commands();
		assertThat(commands).hasSize(8);
		for (Command command : commands) {
			if (command.body() != null) {
				assertThat(answer(command)).as(command.path()).matches(command.expected());
			}
			else {
				Awaitility.await(command.path())
					.atMost(Patience.LIMIT)
					.untilAsserted(() -> assertThat(answer(command)).matches(command.expected()));
			}
		}
		Pattern log = Pattern.compile(anything(logged()), Pattern.DOTALL);
		Awaitility.await("log")
			.atMost(Patience.LIMIT)
			.untilAsserted(() -> assertThat(output.getOut()).containsPattern(log));
		assertThat(get("/actuator/loggers/plugin.flaky").path("effectiveLevel").stringValue()).isEqualTo("DEBUG");
		await("flaky", (flaky) -> {
			assertThat(flaky.path("generation").intValue()).isEqualTo(3);
			assertThat(flaky.path("consecutiveCrashes").intValue()).isZero();
		});
	}

	private String answer(Command command) {
		RestClient.RequestBodySpec request = this.http
			.method((command.body() != null) ? HttpMethod.POST : HttpMethod.GET)
			.uri(command.path());
		if (command.body() != null) {
			request.contentType(MediaType.APPLICATION_JSON).body(command.body());
		}
		String answer = request.retrieve().body(String.class);
		return (answer != null) ? answer : "";
	}

	private static List<Command> commands() throws IOException {
		List<Command> commands = new ArrayList<>();
		List<String> lines = section();
		for (int i = 0; i < lines.size(); i++) {
			Matcher curl = CURL.matcher(lines.get(i));
			if (curl.matches()) {
				String next = lines.get(i + 1).strip();
				commands.add(new Command(curl.group("path"), curl.group("body"),
						Pattern.compile(next.startsWith("{") ? anything(next) : "", Pattern.DOTALL)));
			}
			else {
				assertThat(lines.get(i)).doesNotContain("$ curl");
			}
		}
		return commands;
	}

	/**
	 * What the log is said to hold, line by line.
	 */
	private static String logged() throws IOException {
		return section().stream()
			.dropWhile((line) -> !line.startsWith("   ERROR"))
			.takeWhile((line) -> !line.endsWith("```"))
			.map((line) -> line.substring("   ".length()))
			.collect(Collectors.joining("\n"))
			.replace("\nINFO", "\n…INFO");
	}

	private static List<String> section() throws IOException {
		String readme = Files.readString(Path.of("..", "README.md"));
		int start = readme.indexOf("\n## Operate\n");
		return readme.substring(start, readme.indexOf("\n## ", start + 1)).lines().toList();
	}

	private static String anything(String text) {
		return Arrays.stream(VARIES.split(text, -1)).map(Pattern::quote).collect(Collectors.joining(".*?"));
	}

	private record Command(String path, @Nullable String body, Pattern expected) {

	}

}
