package io.pluginhost.mischief;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands of {@code docs/security.md}, run as they stand there.
 */
@EnabledOnOs(OS.LINUX)
class SecurityDocumentIntegrationTests {

	private static final Path DOCUMENT = Path.of("../docs/security.md");

	/** Where plugins are in the document. */
	private static final String PLUGINS = "/srv/app/plugins";

	@TempDir
	Path directory;

	private ConfigurableApplicationContext context;

	@BeforeEach
	void installWorker() throws IOException {
		// For other users, too
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		try (InputStream worker = getClass().getResourceAsStream("/mischief/worker.sh")) {
			Files.copy(worker, this.directory.resolve("worker.sh"));
		}
		Files.setPosixFilePermissions(this.directory.resolve("worker.sh"),
				PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void everyPluginOfTheDocumentHasItsTest() throws IOException {
		Set<String> plugins = new TreeSet<>();
		for (String block : blocks()) {
			Pattern.compile("(?m)^ {4}(\\w+):$").matcher(block).results().forEach((name) -> plugins.add(name.group(1)));
		}
		assertThat(plugins).containsExactly("limited", "sandboxed", "unprivileged");
	}

	@Test
	@RequiresTool("prlimit")
	void limitedWorkerHasFewerResources() throws IOException {
		PluginWorker worker = start("limited");
		assertThat(worker.call("open-files").retrieve(int.class)).isEqualTo(256);
		assertThat(worker.call("core-size").retrieve(int.class)).isZero();
		assertUnharmed(worker);
	}

	@Test
	@RequiresTool("setpriv")
	void unprivilegedWorkerIsAnotherUserWithoutCapabilities() throws IOException {
		assertThat(System.getProperty("user.name")).as("who can make a worker another user").isEqualTo("root");
		PluginWorker worker = start("unprivileged");
		assertThat(worker.call("user").retrieve(String.class)).isEqualTo("65534:65534:65534");
		assertThat(worker.call("capabilities").retrieve(String.class)).isEqualTo("0");
		assertThat(worker.call("write-here").retrieve(boolean.class)).isFalse();
		assertUnharmed(worker);
	}

	@Test
	@RequiresTool("bwrap")
	void sandboxedWorkerSeesNothingElse() throws IOException {
		PluginWorker worker = start("sandboxed");
		assertThat(worker.call("roots").retrieve(String.class).split(" ")).contains("usr", "proc", "dev", "tmp")
			.doesNotContain("etc", "root", "home", "var");
		assertThat(worker.call("networks").retrieve(String.class)).isEqualTo("lo");
		assertThat(worker.call("processes").retrieve(int.class)).isLessThan(8);
		assertThat(worker.call("capabilities").retrieve(String.class)).isEqualTo("0");
		assertThat(worker.call("write-here").retrieve(boolean.class)).isFalse();
		assertThat(worker.call("write-tmp").retrieve(boolean.class)).isTrue();
		assertUnharmed(worker);
	}

	private static void assertUnharmed(PluginWorker worker) {
		assertThat(worker.call("plugin-id").retrieve(String.class)).isEqualTo(worker.pluginId());
		assertThat(worker.call("no-new-privs").retrieve(int.class)).isEqualTo(1);
		assertThat(worker.call("write-there").retrieve(boolean.class)).isEqualTo(worker.pluginId().equals("limited"));
		long pid = worker.diagnostics().pid();
		assertThat(worker.stop()).succeedsWithin(MischiefHost.PATIENCE);
		assertThat(ProcessHandle.of(pid)).isNotPresent();
		assertThat(worker.diagnostics().lastExitCode()).isZero();
	}

	private PluginWorker start(String plugin) throws IOException {
		String block = blocks().stream()
			.filter((yaml) -> yaml.contains("    " + plugin + ":\n"))
			.findFirst()
			.orElseThrow();
		Path application = Files.writeString(this.directory.resolve("application.yml"),
				block.replace(PLUGINS, this.directory.toRealPath().toString()));
		this.context = new SpringApplicationBuilder(HostApplication.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.run("--spring.config.location=" + application.toUri(), "--plugin-host.startup=none");
		PluginWorker worker = this.context.getBean(PluginWorkerManager.class).getWorker(plugin);
		assertThat(worker.start()).succeedsWithin(MischiefHost.PATIENCE);
		return worker;
	}

	private static List<String> blocks() throws IOException {
		return Pattern.compile("(?s)```yaml\n(.*?)```")
			.matcher(Files.readString(DOCUMENT))
			.results()
			.map((block) -> block.group(1))
			.filter((block) -> block.startsWith("plugin-host:"))
			.toList();
	}

}
