package io.pluginhost.process.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Looks at the first bytes of what is to be executed, and says what keeps the operating
 * system from executing it. That is not left to the start: what the system does not
 * recognize, the JDK and {@code setpriv} would give to a shell, line by line, and of an
 * interpreter that is missing, the system says that the script is.
 */
final class ProgramInspector {

	/** How deep scripts may be each other's interpreters. */
	private static final int DEEPEST = 4;

	private static final byte[] BYTE_ORDER_MARK = { (byte) 0xef, (byte) 0xbb, (byte) 0xbf };

	private final Machine machine;

	private final BinaryFormats formats;

	ProgramInspector(Machine machine, BinaryFormats formats) {
		this.machine = machine;
		this.formats = formats;
	}

	/**
	 * Look at a file, which exists and may be executed as far as its permissions go.
	 * @param file the file
	 * @param path where {@code env} looks for interpreters
	 * @return what keeps it from being executed, if anything
	 */
	Optional<Fault> inspect(Path file, SearchPath path) {
		return Optional.ofNullable(inspect(file, path, 0));
	}

	private @Nullable Fault inspect(Path file, SearchPath path, int depth) {
		byte[] head;
		try (InputStream in = Files.newInputStream(file)) {
			head = in.readNBytes(Shebang.LENGTH);
		}
		catch (IOException ex) {
			// What may be executed need not be readable
			return null;
		}
		if (Shebang.isScript(head)) {
			return script(Shebang.read(head), path, depth);
		}
		if (this.machine.os() == Machine.Os.OTHER && head.length > 0 && !isText(head)) {
			return null;
		}
		Fault fault = binary(file, head);
		return (fault != null && this.formats.include(file, head)) ? null : fault;
	}

	private @Nullable Fault script(Shebang line, SearchPath path, int depth) {
		if (line.hasWindowsLineEnd()) {
			return new Fault("script", "has the line ends of Windows, so that its interpreter is not found",
					"Save it with the line ends of Unix");
		}
		if (line.interpreter().isEmpty()) {
			return new Fault("script", "names no interpreter in its first line '#!'",
					"Write one there, such as '#!/bin/sh' or '#!/usr/bin/env python3'");
		}
		if (line.cut()) {
			return new Fault("script",
					"has a first line longer than the %d bytes that are read of it".formatted(Shebang.LENGTH),
					"Shorten the interpreter's path, or give the whole command instead");
		}
		if (!line.interpreter().startsWith("/")) {
			return new Fault("script", "names its interpreter by the relative path '%s'".formatted(line.interpreter()),
					"Write '#!/usr/bin/env %s', or an absolute path".formatted(line.interpreter()));
		}
		Fault fault = interpreter(line.interpreter(), path, depth);
		return (fault == null && line.isEnv()) ? env(line, path) : fault;
	}

	private @Nullable Fault interpreter(String interpreter, SearchPath path, int depth) {
		Path file;
		try {
			file = Path.of(interpreter);
		}
		catch (InvalidPathException ex) {
			return missing(interpreter);
		}
		if (!Files.isRegularFile(file)) {
			return missing(interpreter);
		}
		if (!Files.isExecutable(file)) {
			return new Fault("script", "needs the interpreter '%s', which is not executable".formatted(interpreter),
					"Set its run bit (chmod +x), or correct the script's first line", true);
		}
		if (depth >= DEEPEST) {
			return new Fault("script",
					"has an interpreter that is a script, whose interpreter is one too, and so on: '%s'"
						.formatted(interpreter),
					"Correct the script's first line");
		}
		return behind(interpreter, inspect(file, path, depth + 1));
	}

	private static @Nullable Fault behind(String interpreter, @Nullable Fault fault) {
		return (fault != null) ? new Fault("script",
				"needs the interpreter '%s', a %s that %s".formatted(interpreter, fault.kind(), fault.problem()),
				fault.action(), fault.missing()) : null;
	}

	private static Fault missing(String interpreter) {
		return new Fault("script", "needs the interpreter '%s', which is not there".formatted(interpreter),
				"Install it, or correct the script's first line", true);
	}

	private @Nullable Fault env(Shebang line, SearchPath path) {
		String argument = line.argument();
		if (argument != null && !line.splitsItsArgument() && argument.matches("(?s)[^=]*[ \\t].*")) {
			return new Fault("script",
					"passes '%s' to env as one argument, so that its interpreter is not found".formatted(argument),
					"Write '#!%s -S %s'".formatted(line.interpreter(), argument));
		}
		String program = line.programOfEnv();
		if (program == null) {
			return null;
		}
		if (program.contains("/")) {
			return program.startsWith("/") ? interpreter(program, path, 0) : null;
		}
		Path found;
		try {
			found = path.locate(program).orElse(null);
		}
		catch (InvalidPathException ex) {
			found = null;
		}
		if (found == null) {
			return new Fault("script",
					"needs the interpreter '%s', which env does not find in %s".formatted(program, path),
					"Install it, or set PATH under 'env' of the plugin", true);
		}
		return behind(program, inspect(found, path, 0));
	}

	private @Nullable Fault binary(Path file, byte[] head) {
		if (head.length == 0) {
			return new Fault("file", "is empty", "Put the program there, or correct the path");
		}
		if (ElfHeader.isElf(head)) {
			return elf(file, head);
		}
		if (isMachO(head)) {
			return (this.machine.os() == Machine.Os.MAC) ? null
					: new Fault("program", "is made for macOS (Mach-O)", forThisMachine());
		}
		if (starts(head, 'M', 'Z')) {
			return new Fault("program", "is made for Windows (PE)", forThisMachine());
		}
		if (starts(head, BYTE_ORDER_MARK[0], BYTE_ORDER_MARK[1], BYTE_ORDER_MARK[2]) || starts(head, 0xff, 0xfe)
				|| starts(head, 0xfe, 0xff)) {
			return new Fault("file", "begins with a byte order mark, so that its first line is not seen",
					"Save it as UTF-8 without byte order mark");
		}
		if (starts(head, 0xca, 0xfe, 0xba, 0xbe)) {
			return new Fault("file", "is a Java class file",
					"Give the whole command instead, such as [java, -cp, classes, Main]");
		}
		if (starts(head, 'P', 'K')) {
			return new Fault("file", "is an archive (zip or jar)",
					"Give a jar the extension .jar, or the whole command instead");
		}
		if (isText(head)) {
			return new Fault("file", "is text without a first line '#!' that names its interpreter",
					"Begin it with a line such as '#!/bin/sh' or '#!/usr/bin/env python3', or give the whole command instead");
		}
		return new Fault("file", "is no program for this machine (it begins with %s)"
			.formatted(HexFormat.ofDelimiter(" ").formatHex(head, 0, Math.min(head.length, 8))), forThisMachine());
	}

	private @Nullable Fault elf(Path file, byte[] head) {
		if (this.machine.os() == Machine.Os.MAC) {
			return new Fault("program", "is made for Linux (ELF)", forThisMachine());
		}
		ElfHeader header = ElfHeader.read(head);
		if (header == null) {
			return new Fault("program", "is damaged: it ends within its header", "Copy it again");
		}
		if (!this.machine.runs(header)) {
			return new Fault("program", "is made for another processor (%s); this machine is %s"
				.formatted(Machine.nameOf(header), this.machine.arch()), forThisMachine());
		}
		if (!header.isProgram()) {
			return new Fault("file", "is part of a program (an object file or the like), or damaged",
					"Link it to a program, or copy it again");
		}
		try {
			String loader = header.loader(file);
			return (loader == null || loader.isEmpty() || Files.exists(Path.of(loader))) ? null
					: new Fault(
							"program", "needs the loader '%s', which is not there: it is made for another C library"
								.formatted(loader),
							"Install that library, or a build of the program for this system", true);
		}
		catch (IOException | InvalidPathException ex) {
			return null;
		}
	}

	private String forThisMachine() {
		return "Use a build for this machine (%s, %s)".formatted(System.getProperty("os.name"), this.machine.arch());
	}

	private static boolean isMachO(byte[] head) {
		boolean thin = starts(head, 0xfe, 0xed, 0xfa, 0xce) || starts(head, 0xfe, 0xed, 0xfa, 0xcf)
				|| starts(head, 0xce, 0xfa, 0xed, 0xfe) || starts(head, 0xcf, 0xfa, 0xed, 0xfe);
		// Java classes begin alike; theirs is a version, this is a number of processors
		boolean fat = (starts(head, 0xca, 0xfe, 0xba, 0xbe) || starts(head, 0xca, 0xfe, 0xba, 0xbf)) && head.length > 7
				&& head[4] == 0 && head[5] == 0 && head[6] == 0 && head[7] < 40;
		return thin || fat;
	}

	private static boolean starts(byte[] head, int... bytes) {
		if (head.length < bytes.length) {
			return false;
		}
		for (int i = 0; i < bytes.length; i++) {
			if (head[i] != (byte) bytes[i]) {
				return false;
			}
		}
		return true;
	}

	private static boolean isText(byte[] head) {
		return new String(head, StandardCharsets.ISO_8859_1).chars()
			.noneMatch((character) -> character < ' ' && !Character.isWhitespace(character) && character != 0x1b);
	}

	/**
	 * What keeps a file from being executed.
	 *
	 * @param kind what it is, in a word
	 * @param problem what is wrong with it
	 * @param action the way out
	 * @param missing whether something is missing that may be there later
	 */
	record Fault(String kind, String problem, String action, boolean missing) {

		Fault(String kind, String problem, String action) {
			this(kind, problem, action, false);
		}

	}

}
