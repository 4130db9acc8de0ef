package io.pluginhost.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The workers of the sample, and how to start them.
 */
enum SampleWorker {

	DOCUMENTS(null, "target/worker-documents.jar"), FLAKY(null, "target/worker-flaky.jar"),
	GREETER(Tool.NODE, "greeter/worker.js"), WORDCLOUD(Tool.PYTHON, "wordcloud/wordcloud.py");

	private static final Path WORKERS = Path.of("workers").toAbsolutePath();

	private final @Nullable Tool tool;

	private final String file;

	SampleWorker(@Nullable Tool tool, String file) {
		this.tool = tool;
		this.file = file;
	}

	WorkerPipes start() {
		String entrypoint = WORKERS.resolve(this.file).toString();
		if (this.tool != null) {
			return new WorkerPipes(List.of(this.tool.find().orElseThrow().toString(), entrypoint));
		}
		String java = ProcessHandle.current().info().command().orElseThrow();
		return new WorkerPipes(List.of(java, "-XX:TieredStopAtLevel=1", "-jar", entrypoint));
	}

	/**
	 * Do once what the README asks for: {@code npm ci}.
	 */
	static void installGreeter() throws IOException, InterruptedException {
		Path directory = WORKERS.resolve("greeter");
		if (Files.isDirectory(directory.resolve("node_modules/@paperclipai/plugin-sdk"))) {
			return;
		}
		Path npm = Objects.requireNonNull(Tool.NODE.find().orElseThrow().getParent()).resolve("npm");
		Path log = Files.createTempFile("npm-ci", ".log");
		Process process = new ProcessBuilder(Files.isExecutable(npm) ? npm.toString() : "npm", "ci")
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		assertThat(process.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)).as("npm ci has ended").isTrue();
		assertThat(process.exitValue()).as(() -> "npm ci: " + read(log)).isZero();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
