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
 * A page of the documentation, and the Java code in it. Each snippet is a source file of
 * its own, with the imports it shows; on a page of {@code docs} also with those shown
 * further up, as the snippets of a page build on each other.
 */
public final class DocumentationPage {

	private static final Pattern IMPORT = Pattern.compile("^import [^\\n]+;( +//[^\\n]*)?\\n", Pattern.MULTILINE);

	private static final Pattern TYPE = Pattern.compile(
			"^((public|abstract|final|sealed|non-sealed) )*(class|interface|record|enum|@interface) ",
			Pattern.MULTILINE);

	private final String text;

	private final List<String> sources;

	private DocumentationPage(String text, List<String> sources) {
		this.text = text;
		this.sources = sources;
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
		List<String> sources = new ArrayList<>();
		for (String snippet : snippets(text, "java")) {
			if (!path.startsWith("docs")) {
				imports.clear();
			}
			IMPORT.matcher(snippet).results().forEach((line) -> imports.add(line.group()));
			String code = IMPORT.matcher(snippet).replaceAll("").replaceFirst("^package .+\n", "");
			if (!TYPE.matcher(code).find()) {
				code = "abstract class Snippet" + sources.size() + " {\n" + code + "}\n";
			}
			sources.add("package docs;\n\n" + String.join("", imports) + code);
		}
		return new DocumentationPage(text, sources);
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
			Files.createDirectories(directory);
			List<Path> sources = new ArrayList<>();
			for (String source : this.sources) {
				sources.add(Files.writeString(directory.resolve("Snippet" + sources.size() + ".java"), source));
			}
			StringWriter complaints = new StringWriter();
			JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
			try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
				boolean compiled = compiler
					.getTask(complaints, files, null,
							List.of("-parameters", "-proc:none", "-d", directory.toString(), "-cp",
									System.getProperty("java.class.path")),
							null, files.getJavaFileObjectsFromPaths(sources))
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
