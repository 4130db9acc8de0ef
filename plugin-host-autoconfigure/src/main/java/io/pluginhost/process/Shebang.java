package io.pluginhost.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of a script, which names its interpreter. Where that is not there, the
 * operating system says that the script is not.
 */
final class Shebang {

	private static final Pattern LINE = Pattern.compile("^#![ \\t]*(/[^ \\t\\n]*)");

	private static final int LONGEST = 256;

	private Shebang() {
	}

	/**
	 * Find the interpreter of a script, if it has one that cannot be run. Reads the file.
	 * @param file the script, or any other file
	 * @return the interpreter as the file names it
	 */
	static Optional<String> missingInterpreter(Path file) {
		Matcher line = LINE.matcher(head(file));
		return (line.find() && !Files.isExecutable(Path.of(line.group(1)))) ? Optional.of(line.group(1))
				: Optional.empty();
	}

	/**
	 * What may be executed need not be readable.
	 */
	private static String head(Path file) {
		try (InputStream in = Files.newInputStream(file)) {
			String head = new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
			return (head.indexOf('\0') < 0) ? head : "";
		}
		catch (IOException ex) {
			return "";
		}
	}

}
