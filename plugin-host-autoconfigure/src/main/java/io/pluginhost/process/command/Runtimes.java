package io.pluginhost.process.command;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The programs that run entrypoints, where the application names them.
 *
 * @param node Node.js, or {@code null} to look {@code node} up on the {@code PATH}
 * @param python Python, or {@code null} to look {@code python3} and {@code python} up on
 * the {@code PATH}
 * @param java the Java launcher, or {@code null} for that of the running JVM
 */
public record Runtimes(@Nullable String node, @Nullable String python, @Nullable String java) {

	/**
	 * Nothing named.
	 */
	public static final Runtimes DEFAULT = new Runtimes(null, null, null);

	static Path runningJava(boolean windows) {
		return Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java");
	}

}
