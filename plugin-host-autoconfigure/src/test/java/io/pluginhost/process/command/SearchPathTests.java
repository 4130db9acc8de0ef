package io.pluginhost.process.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class SearchPathTests {

	@TempDir
	private Path directory;

	@Test
	void findFollowsSymbolicLinks() throws IOException {
		Path real = program("opt/tool-1.2/tool");
		Path bin = Files.createDirectories(this.directory.resolve("bin"));
		Files.createSymbolicLink(bin.resolve("tool"), real);
		assertThat(new SearchPath(bin.toString(), false).find("tool")).contains(real.toRealPath());
	}

	@Test
	void findTakesTheFirst() throws IOException {
		Path first = program("a/tool");
		program("b/tool");
		assertThat(search("a", "b").find("tool")).contains(first.toRealPath());
	}

	@Test
	void findPassesOverWhatCannotBeRun() throws IOException {
		Files.createDirectories(this.directory.resolve("a/tool"));
		Path plain = program("b/tool");
		plain.toFile().setExecutable(false);
		Files.createDirectories(this.directory.resolve("c"));
		Files.createSymbolicLink(this.directory.resolve("c/tool"), this.directory.resolve("gone"));
		Path good = program("d/tool");
		assertThat(search("missing", "a", "b", "c", "d").find("tool")).contains(good.toRealPath());
	}

	@Test
	void relativeElementsAreIgnored() throws IOException {
		String here = Path.of("").toAbsolutePath().relativize(program("a/tool").getParent()).toString();
		assertThat(new SearchPath(String.join(File.pathSeparator, here, ".", "", "..", "./bin"), false).find("tool"))
			.isEmpty();
	}

	@Test
	void findWhenThereIsNoPathFindsNothing() {
		assertThat(new SearchPath(null, false).find("sh")).isEmpty();
		assertThat(new SearchPath("", false).find("sh")).isEmpty();
	}

	@Test
	void findOnWindowsTriesItsExtensions() throws IOException {
		Path tool = program("a/tool.cmd");
		assertThat(new SearchPath(this.directory.resolve("a").toString(), true).find("tool"))
			.contains(tool.toRealPath());
	}

	private SearchPath search(String... directories) {
		StringBuilder path = new StringBuilder();
		for (String name : directories) {
			path.append(this.directory.resolve(name)).append(File.pathSeparator);
		}
		return new SearchPath(path.toString(), false);
	}

	private Path program(String name) throws IOException {
		Path file = this.directory.resolve(name);
		Files.createDirectories(file.getParent());
		Files.writeString(file, "#!/bin/sh\n");
		assertThat(file.toFile().setExecutable(true)).isTrue();
		return file;
	}

}
