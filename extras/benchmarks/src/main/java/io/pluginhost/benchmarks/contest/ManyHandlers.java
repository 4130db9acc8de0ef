package io.pluginhost.benchmarks.contest;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.tools.ToolProvider;

import io.pluginhost.handler.HostHandler;

/**
 * Makes a bean with as many host methods as wanted, by writing and compiling its class.
 */
final class ManyHandlers {

	private static final String NAME = "GeneratedHandlers";

	private ManyHandlers() {
	}

	static Object create(int count) throws IOException, ReflectiveOperationException {
		String methods = IntStream.range(0, count)
			.mapToObj((i) -> "@%s(\"bench.other%d\") public int other%d(int number) { return number; }\n"
				.formatted(HostHandler.class.getName(), i, i))
			.collect(Collectors.joining());
		Path directory = Files.createTempDirectory("handlers");
		directory.toFile().deleteOnExit();
		Path source = Files.writeString(directory.resolve(NAME + ".java"),
				"public class " + NAME + " {\n" + methods + "}\n");
		Path compiled = directory.resolve(NAME + ".class");
		source.toFile().deleteOnExit();
		compiled.toFile().deleteOnExit();
		int exit = ToolProvider.getSystemJavaCompiler()
			.run(null, null, System.err, "-proc:none", "-parameters", "-cp", System.getProperty("java.class.path"),
					source.toString());
		if (exit != 0) {
			throw new IOException("The host methods cannot be compiled");
		}
		URL[] path = { directory.toUri().toURL() };
		return new URLClassLoader(path, HostHandler.class.getClassLoader()).loadClass(NAME)
			.getConstructor()
			.newInstance();
	}

}
