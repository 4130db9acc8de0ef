package io.pluginhost.workerkit;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the kit does for a whole process.
 */
class WorkerProcessIntegrationTests {

	@TempDir
	Path directory;

	@Test
	void whatIsPrintedGoesToStderrAndEndOfStdinEndsTheProcess() throws Exception {
		Process process = start();
		try (OutputStream stdin = process.getOutputStream()) {
			say(stdin, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"chat\",\"params\":{}}");
			// Answered: the end of stdin would overtake it otherwise
			JsonNode answer = Connection.JSON.readTree(process.inputReader(StandardCharsets.UTF_8).readLine());
			assertThat(answer.toString())
				.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"\u017elu\u0165ou\u010dk\u00fd\"}");
		}
		assertThat(process.waitFor()).isZero();
		assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isNull();
		assertThat(this.directory.resolve("stderr")).content().contains("a careless word");
	}

	// A worker that reads System.in finds it at its end and takes no message of the
	// host's
	@Test
	void systemInIsAtItsEnd() throws Exception {
		Process process = start();
		try (OutputStream stdin = process.getOutputStream()) {
			say(stdin, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"read\",\"params\":{}}");
			assertThat(process.inputReader(StandardCharsets.UTF_8).readLine())
				.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":-1}");
			say(stdin, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"shutdown\",\"params\":{}}");
			assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).contains("\"id\":2");
		}
		assertThat(process.waitFor()).isZero();
	}

	@Test
	void shutdownIsAnsweredAndEndsTheProcess() throws Exception {
		Process process = start();
		try (OutputStream stdin = process.getOutputStream()) {
			say(stdin, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\",\"params\":{}}");
			assertThat(process.inputReader(StandardCharsets.UTF_8).readLine())
				.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}");
			assertThat(process.waitFor()).isZero();
		}
	}

	private Process start() throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		// Whatever the platform's charset is
		return new ProcessBuilder(List.of(java, "-XX:TieredStopAtLevel=1", "-Dfile.encoding=ISO-8859-1", "-cp",
				System.getProperty("java.class.path"), Chatty.class.getName()))
			.redirectError(Redirect.to(Files.createFile(this.directory.resolve("stderr")).toFile()))
			.start();
	}

	private static void say(OutputStream stdin, String message) throws IOException {
		stdin.write((message + "\n").getBytes(StandardCharsets.UTF_8));
		stdin.flush();
	}

	public static class Chatty {

		@WorkerMethod("read")
		int read() throws IOException {
			return System.in.read();
		}

		public static void main(String[] args) {
			Worker.run(new Chatty());
		}

		@WorkerMethod("chat")
		String chat() {
			System.out.println("a careless word");
			return "\u017elu\u0165ou\u010dk\u00fd";
		}

	}

}
