package io.pluginhost.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The two workers, in C and in Java, say the same.
 */
class WorkerProgramIntegrationTests {

	@TempDir
	private static Path directory;

	private static WorkerProgram prepared = WorkerProgram.inJava();

	@BeforeAll
	static void prepare() throws IOException {
		prepared = WorkerProgram.prepare(directory);
	}

	@ParameterizedTest
	@ValueSource(strings = { "lines", "headers", "lines mcp", "headers mcp" })
	void workersWhenToldTheSameSayTheSame(String dialect) throws IOException {
		assumeThat(prepared.language()).as("a compiler for C").isEqualTo("C");
		assertThat(conversation(WorkerProgram.inJava(), dialect)).isEqualTo(conversation(prepared, dialect));
	}

	@Test
	void javaWorkerAnswersInLines() throws IOException {
		List<String> lines = conversation(WorkerProgram.inJava(), "lines").lines().toList();
		assertThat(lines.get(0)).startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"ok\":true,");
		assertThat(lines.get(1)).startsWith("{\"jsonrpc\":\"2.0\",\"id\":\"two\",\"result\":{\"number\":12345,");
		assertThat(lines.get(2)).hasSizeGreaterThan(100_000).endsWith("echoed\"}}");
		assertThat(lines).filteredOn((line) -> line.contains("bench.add")).hasSize(100);
		assertThat(lines).filteredOn((line) -> line.contains("streams.emit")).hasSize(10);
		assertThat(lines).filteredOn((line) -> line.contains("\"method\":\"log\"")).hasSize(10);
		assertThat(lines.get(lines.size() - 1)).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":8,\"result\":null}");
	}

	private static String conversation(WorkerProgram program, String dialect) throws IOException {
		List<String> words = List.of(dialect.split(" "));
		List<String> command = new ArrayList<>(program.command());
		command.addAll(words);
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		Thread writer = new Thread(() -> {
			try (OutputStream stdin = process.getOutputStream()) {
				for (String message : messages()) {
					String framed = words.contains("headers")
							? "Content-Length: " + message.length() + "\r\n\r\n" + message : message + "\n";
					stdin.write(framed.getBytes(StandardCharsets.ISO_8859_1));
				}
			}
			catch (IOException ex) {
				process.destroyForcibly();
			}
		});
		writer.start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		assertThat(process.onExit().join().exitValue()).isZero();
		return said;
	}

	private static List<String> messages() {
		List<String> messages = new ArrayList<>(Arrays.asList(
				"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"7\"}}",
				"{\"jsonrpc\":\"2.0\",\"id\":\"two\",\"method\":\"call\",\"params\":{\"number\":1}}",
				"{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"echo\",\"params\":{\"number\":1,\"text\":\"%s echoed\"}}"
					.formatted("0123456789".repeat(10_000)),
				"{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"id\":4,\"params\":{\"name\":\"call\"}}",
				"{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
				"{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"flood\",\"params\":{\"kind\":\"stream\",\"count\":10}}",
				"{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"flood\",\"params\":{\"kind\":\"log\",\"count\":10}}",
				"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"flood\",\"params\":{\"kind\":\"host\",\"count\":100}}",
				"{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"hang\",\"params\":{}}",
				"{\"jsonrpc\":\"2.0\",\"id\":10,\"method\":\"health\",\"params\":{}}"));
		for (int i = 1; i <= 100; i++) {
			messages.add("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"result\":{\"number\":1}}");
		}
		messages.add("{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"shutdown\",\"params\":{}}");
		return messages;
	}

}
