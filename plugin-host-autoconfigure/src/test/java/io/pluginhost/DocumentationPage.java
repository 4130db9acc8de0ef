package io.pluginhost;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page of the documentation, and the Java code in it: all of it is one source file. It
 * has to import what is ours itself, and gets the rest as from a reader's IDE.
 */
public final class DocumentationPage {

	private static final Pattern IMPORT = Pattern.compile("^import [^\\n]+;( +//[^\\n]*)?\\n", Pattern.MULTILINE);

	private static final List<String> IMPORTS = List.of("java.util.*", "java.util.concurrent.*",
			"org.jspecify.annotations.*", "org.springframework.boot.*", "org.springframework.boot.autoconfigure.*",
			"org.springframework.context.annotation.*", "org.springframework.stereotype.*", "tools.jackson.databind.*");

	private final String text;

	private final String source;

	private DocumentationPage(String text, String source) {
		this.text = text;
		this.source = source;
	}

	/**
	 * Read a page.
	 * @param path where it is in the repository
	 */
	public static DocumentationPage read(String path) {
		String text;
		try {
			text = Files.readString(Path.of("..").resolve(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Set<String> imports = new TreeSet<>();
		IMPORTS.forEach((name) -> imports.add("import " + name + ";\n"));
		List<String> snippets = new ArrayList<>();
		for (String snippet : snippets(text, "java")) {
			IMPORT.matcher(snippet).results().forEach((line) -> imports.add(line.group()));
			snippets.add(IMPORT.matcher(snippet).replaceAll("").replaceFirst("^package .+\n", ""));
		}
		return new DocumentationPage(text,
				"package docs;\n\n" + String.join("", imports) + String.join("\n", snippets));
	}

	/**
	 * The pieces of code in one language.
	 */
	public List<String> snippets(String language) {
		return snippets(this.text, language);
	}

	private static List<String> snippets(String text, String language) {
		return Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
			.matcher(text)
			.results()
			.map((snippet) -> snippet.group(1))
			.toList();
	}

	public String text() {
		return this.text;
	}

	/**
	 * Compile the page's code, and load it.
	 * @param directory for source and classes, not there yet
	 */
	public List<Class<?>> compile(Path directory) {
		try {
			Path source = Files.writeString(Files.createDirectories(directory).resolve("Page.java"), this.source);
			StringWriter complaints = new StringWriter();
			JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
			try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
				boolean compiled = compiler
					.getTask(complaints, files, null,
							List.of("-parameters", "-proc:none", "-d", directory.toString(), "-cp",
									System.getProperty("java.class.path")),
							null, files.getJavaFileObjects(source))
					.call();
				assertThat(compiled).as(complaints.toString()).isTrue();
			}
			return load(directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<Class<?>> load(Path directory) throws IOException {
		URLClassLoader loader = new URLClassLoader(new URL[] { directory.toUri().toURL() },
				DocumentationPage.class.getClassLoader());
		try (Stream<Path> files = Files.list(directory.resolve("docs"))) {
			List<Class<?>> types = new ArrayList<>();
			files.forEach((file) -> types.add(ClassUtils.resolveClassName(
					"docs." + StringUtils.stripFilenameExtension(file.getFileName().toString()), loader)));
			return types;
		}
	}

}
