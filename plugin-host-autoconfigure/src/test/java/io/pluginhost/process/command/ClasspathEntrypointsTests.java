package io.pluginhost.process.command;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pluginhost.PluginDefinition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ClasspathEntrypointsTests {

	@TempDir
	private Path directory;

	private Path work;

	private ClasspathEntrypoints entrypoints;

	@BeforeEach
	void setUp() throws IOException {
		Path classes = Files.createDirectories(this.directory.resolve("classes/plugins"));
		Files.writeString(classes.resolve("worker.js"), "// hello");
		this.work = this.directory.resolve("work");
		this.entrypoints = new ClasspathEntrypoints(
				new URLClassLoader(new URL[] { this.directory.resolve("classes").toUri().toURL() }, null), this.work);
	}

	@Test
	void unpackWritesWhereOnlyThisUserCanRead() throws IOException {
		Path file = unpack("acme.linear", "classpath:plugins/worker.js");
		assertThat(file).hasContent("// hello").hasFileName("worker.js");
		assertThat(file).isEqualTo(file.toRealPath());
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rwx------");
		Path unpacked = file.getParent().getParent();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked))).isEqualTo("rwx------");
		assertThat(unpacked.getParent()).isEqualTo(this.work.toRealPath());
	}

	@Test
	void unpackWhenCalledAgainWritesAnew() throws IOException {
		Path file = unpack("acme.linear", "classpath:/plugins/worker.js");
		Files.writeString(file, "tampered");
		assertThat(unpack("acme.linear", "classpath:plugins/worker.js")).isEqualTo(file).hasContent("// hello");
	}

	@Test
	void unpackGivesEachPluginAFileOfItsOwn() throws IOException {
		assertThat(unpack("a", "classpath:plugins/worker.js")).isNotEqualTo(unpack("b", "classpath:plugins/worker.js"));
	}

	@Test
	void unpackWhenThereIsNoSuchResourceSaysSo() {
		assertThatExceptionOfType(CommandException.class)
			.isThrownBy(() -> unpack("acme.linear", "classpath:plugins/gone.js"))
			.withMessage("Plugin 'acme.linear': entrypoint 'classpath:plugins/gone.js' is not on the class path. "
					+ "Correct the location")
			.satisfies((ex) -> assertThat(ex.key()).isEqualTo("entrypoint"));
	}

	@Test
	void closeRemovesWhatWasUnpacked() throws IOException {
		Path file = unpack("acme.linear", "classpath:plugins/worker.js");
		Files.writeString(file.resolveSibling("cache"), "left by the worker");
		this.entrypoints.close();
		try (Stream<Path> left = Files.list(this.work)) {
			assertThat(left).isEmpty();
		}
		this.entrypoints.close();
		assertThat(unpack("acme.linear", "classpath:plugins/worker.js")).exists();
	}

	@Test
	void closeWhenNothingWasUnpackedLeavesNothing() {
		this.entrypoints.close();
		assertThat(this.work).doesNotExist();
	}

	private Path unpack(String pluginId, String entrypoint) throws IOException {
		return this.entrypoints.unpack(PluginDefinition.builder(pluginId).entrypoint(entrypoint).build(), entrypoint,
				PlatformText.current());
	}

}
