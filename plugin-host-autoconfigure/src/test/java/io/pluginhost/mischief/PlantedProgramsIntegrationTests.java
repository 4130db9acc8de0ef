package io.pluginhost.mischief;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Programs put where they might be taken for others: they are not run.
 */
@EnabledOnOs(OS.LINUX)
class PlantedProgramsIntegrationTests {

	@RegisterExtension
	static final MischiefHost host = new MischiefHost();

	@TempDir
	Path directory;

	/**
	 * Planted in the plugin's directory, in the application's, and in one that a relative
	 * or empty element of the PATH names.
	 */
	@Test
	void runtimePlantedInAnyDirectoryButThoseOfTheAbsolutePathIsNotRun() throws Exception {
		Path application = Files.createDirectories(this.directory.resolve("app"));
		Path plugins = Files.createDirectories(application.resolve("plugins"));
		Path bin = Files.createDirectories(this.directory.resolve("bin"));
		Path caught = this.directory.resolve("caught");
		for (Path trap : List.of(application, plugins, Files.createDirectories(application.resolve("bin")))) {
			program(trap.resolve("node"), "echo \"$0\" >> " + caught);
		}
		program(bin.resolve("node"), "exec " + mischief());
		Files.writeString(plugins.resolve("worker.js"), "");
		Process process = HostApplication.start(application,
				Map.of("PATH", ":.:bin:plugins:" + bin + ":" + System.getenv("PATH")),
				List.of("plugin-host.startup=blocking", "plugin-host.defaults.initialize-timeout=60s",
						"plugin-host.defaults.restart.enabled=false",
						"plugin-host.plugins.entry.entrypoint=plugins/worker.js",
						"plugin-host.plugins.bare.command=node", "plugin-host.plugins.bare.working-directory=plugins"));
		try {
			await().atMost(MischiefHost.PATIENCE).until(() -> HostApplication.isUp(application) || !process.isAlive());
			assertThat(process.isAlive()).isTrue();
			assertThat(caught).doesNotExist();
		}
		finally {
			process.destroy();
			process.waitFor();
		}
	}

	@Test
	void linkThatIsChangedBetweenTwoStartsIsFollowedAnewAndTheRealFileRun() throws IOException {
		Path first = program(this.directory.resolve("first"), "echo \"run as $0\" >&2; exec " + mischief());
		Path second = program(this.directory.resolve("second"), "echo \"run as $0\" >&2; exec " + mischief());
		Path link = Files.createSymbolicLink(this.directory.resolve("worker"), first);
		PluginDefinition definition = host.program().entrypoint(link.toString()).build();
		PluginWorker worker = host.start(definition);
		awaitWords(worker, "run as " + first.toRealPath());
		Files.delete(link);
		Files.createSymbolicLink(link, second);
		worker.restart().join();
		awaitWords(worker, "run as " + second.toRealPath());
		assertThat(host.words(worker.pluginId())).hasSize(2);
	}

	@Test
	void linkThatIsChangedToNothingFailsTheNextStart() throws IOException {
		Path first = program(this.directory.resolve("first"), "exec " + mischief());
		Path link = Files.createSymbolicLink(this.directory.resolve("worker"), first);
		PluginWorker worker = host.start(host.program().entrypoint(link.toString()).build());
		Files.delete(link);
		Files.createSymbolicLink(link, this.directory.resolve("gone"));
		assertThat(worker.restart()).failsWithin(MischiefHost.PATIENCE);
		assertThat(host.crash(worker.pluginId()).reason()).isEqualTo(CrashReason.SPAWN_FAILED);
	}

	private static void awaitWords(PluginWorker worker, String words) {
		await().atMost(MischiefHost.PATIENCE)
			.untilAsserted(() -> assertThat(host.words(worker.pluginId())).contains(words));
	}

	private static String mischief() {
		return MischiefWorker.command().stream().map((part) -> "'" + part + "'").collect(Collectors.joining(" "));
	}

	private static Path program(Path file, String script) throws IOException {
		Files.writeString(file, "#!/bin/sh\n" + script + "\n");
		return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

}
