package io.pluginhost.process.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

public class ProgramInspectorTests {

	private static final int X86_64 = 62;

	private static final int AARCH64 = 183;

	@TempDir
	private Path directory;

	private Path bin;

	private Path binfmt;

	@BeforeEach
	void setUp() throws IOException {
		this.bin = Files.createDirectory(this.directory.resolve("bin"));
		this.binfmt = Files.createDirectory(this.directory.resolve("binfmt"));
	}

	@Test
	void programsOfThisMachineAreFine() throws IOException {
		// What the operating system executes is not refused
		ProgramInspector here = new ProgramInspector(Machine.current(), new BinaryFormats());
		SearchPath path = new SearchPath(System.getenv("PATH"), false);
		for (String program : new String[] { "/bin/sh", "/usr/bin/env", Runtimes.runningJava(false).toString() }) {
			assertThat(here.inspect(Path.of(program).toRealPath(), path)).as(program).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "amd64, 62, 64, true, true", "amd64, 183, 64, true, false", "amd64, 62, 64, false, false",
			"amd64, 3, 32, true, true", "amd64, 40, 32, true, false", "aarch64, 183, 64, true, true",
			"aarch64, 62, 64, true, false", "aarch64, 40, 32, true, true", "x86, 62, 64, true, true",
			"x86, 183, 64, true, false", "arm, 183, 64, true, true", "s390x, 22, 64, false, true",
			"s390x, 22, 64, true, false", "ppc64le, 21, 64, true, true", "ppc64le, 21, 64, false, false",
			"riscv64, 62, 64, true, false", "unheard-of, 183, 64, true, true" })
	void programForAnotherProcessorIsNamed(String arch, int machine, int bits, boolean little, boolean fine)
			throws IOException {
		// A binary for another processor is no script
		Optional<ProgramInspector.Fault> fault = inspect(elf(machine, bits, little, 2, null),
				new Machine(Machine.Os.LINUX, arch, true));
		assertThat(fault.isEmpty()).isEqualTo(fine);
		fault.ifPresent((found) -> {
			assertThat(found.problem()).contains("made for another processor", bits + " bits",
					"this machine is " + arch);
			assertThat(found.missing()).isFalse();
		});
	}

	@ParameterizedTest
	@CsvSource({ "amd64, 3", "amd64, 62", "aarch64, 40" })
	void programOf32BitsIsRefusedWhereTheKernelDoesNotRunIt(String arch, int machine) throws IOException {
		// A binary for another processor is no script
		byte[] program = elf(machine, 32, true, 2, null);
		assertThat(inspect(program, new Machine(Machine.Os.LINUX, arch, false))).isPresent();
		assertThat(inspect(program, new Machine(Machine.Os.LINUX, arch, true))).isEmpty();
	}

	@Test
	void programThatTheKernelHasAnInterpreterForIsFine() throws IOException {
		// An emulator that is registered (binfmt_misc) runs programs for another
		// processor
		byte[] program = elf(AARCH64, 64, true, 2, null);
		Files.writeString(this.binfmt.resolve("status"), "enabled\n");
		Path format = Files.writeString(this.binfmt.resolve("qemu-aarch64"), """
				disabled
				interpreter /usr/bin/qemu-aarch64-static
				flags: F
				offset 0
				magic 7f454c460201010000000000000000000200b700
				mask ffffffffffffff00fffffffffffffffffeffffff
				""");
		assertThat(inspect(program)).isPresent();
		Files.writeString(format, Files.readString(format).replace("disabled", "enabled"));
		assertThat(inspect(program)).isEmpty();
		assertThat(inspect(elf(AARCH64, 64, false, 2, null))).isPresent();
		Files.writeString(format, "enabled\nextension .exe\n");
		assertThat(inspect(program)).isPresent();
	}

	@Test
	void programOfAnotherSystemIsNamed() throws IOException {
		// What cannot be executed is said to be what it is
		assertThat(inspect("MZ\u0090\0\u0003"))
			.hasValueSatisfying((fault) -> assertThat(fault.problem()).contains("made for Windows (PE)"));
		for (int[] magic : new int[][] { { 0xfe, 0xed, 0xfa, 0xcf }, { 0xcf, 0xfa, 0xed, 0xfe },
				{ 0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2 } }) {
			assertThat(inspect(bytes(magic)))
				.hasValueSatisfying((fault) -> assertThat(fault.problem()).contains("made for macOS (Mach-O)"));
			assertThat(inspect(bytes(magic), new Machine(Machine.Os.MAC, "aarch64", false))).isEmpty();
		}
		assertThat(inspect(elf(X86_64, 64, true, 2, null), new Machine(Machine.Os.MAC, "x86_64", false)))
			.hasValueSatisfying((fault) -> assertThat(fault.problem()).contains("made for Linux (ELF)"));
	}

	@Test
	void whatIsNoProgramIsNamed() throws IOException {
		// What cannot be executed is said to be what it is
		assertThat(inspect("")).hasValueSatisfying((fault) -> assertThat(fault.problem()).isEqualTo("is empty"));
		assertThat(inspect("echo hello\n")).hasValueSatisfying((fault) -> {
			assertThat(fault.problem()).contains("text without a first line '#!'");
			assertThat(fault.action()).contains("#!/usr/bin/env python3");
		});
		assertThat(inspect("Grüße\n")).isPresent();
		assertThat(inspect(bytes(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61)))
			.hasValueSatisfying((fault) -> assertThat(fault.problem()).contains("Java class file"));
		assertThat(inspect("PK\u0003\u0004"))
			.hasValueSatisfying((fault) -> assertThat(fault.problem()).contains("archive"));
		assertThat(inspect("\0asm\u0001")).hasValueSatisfying((fault) -> assertThat(fault.problem())
			.contains("no program for this machine (it begins with 00 61 73 6d 01)"));
		assertThat(inspect(elf(X86_64, 64, true, 1, null)))
			.hasValueSatisfying((fault) -> assertThat(fault.problem()).contains("object file"));
		assertThat(inspect(bytes(0x7f, 'E', 'L', 'F', 2, 1, 1)))
			.hasValueSatisfying((fault) -> assertThat(fault.problem()).contains("damaged"));
	}

	@Test
	void scriptBehindAByteOrderMarkIsNamed() throws IOException {
		// A byte order mark hides the line '#!' from the operating system
		for (byte[] script : new byte[][] { "\uFEFF#!/bin/sh\n".getBytes(StandardCharsets.UTF_8),
				"\uFEFF#!/bin/sh\n".getBytes(StandardCharsets.UTF_16LE),
				"\uFEFF#!/bin/sh\n".getBytes(StandardCharsets.UTF_16BE) }) {
			assertThat(inspect(script))
				.hasValueSatisfying((fault) -> assertThat(fault.problem()).contains("byte order mark"));
		}
	}

	@Test
	void missingLoaderIsNamed() throws IOException {
		// A program for another C library "is not there", says the operating system
		assertThat(inspect(elf(X86_64, 64, true, 3, "/lib/ld-none.so.1"))).hasValueSatisfying((fault) -> {
			assertThat(fault.problem()).contains("needs the loader '/lib/ld-none.so.1', which is not there");
			assertThat(fault.missing()).isTrue();
		});
		assertThat(inspect(elf(X86_64, 64, true, 3, "/bin/sh"))).isEmpty();
		assertThat(inspect(elf(X86_64, 32, true, 3, "/lib/ld-none.so.1"))).isPresent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "#!/bin/sh", "#! /bin/sh -e\n", "#!\t/bin/sh\t-e \n", "#!/usr/bin/env sh\n",
			"#!/usr/bin/env -S sh -e\n", "#!/usr/bin/env -S A=b sh -e\n", "#!/usr/bin/env -vS sh\n",
			"#!/usr/bin/env -S --unset=X none\n", "#!/usr/bin/env -S \"none such\"\n",
			"#!/usr/bin/env -S PATH=/elsewhere none\n", "#!/usr/bin/env -S sh -e\r\n", "#!/usr/bin/env -S /bin/sh\n" })
	void scriptWhoseInterpreterIsThereIsFine(String script) throws IOException {
		// What the operating system executes is not refused
		assertThat(inspect(script)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "#!/none -u\\n | needs the interpreter '/none', which is not there | true",
			"#!/bin/sh\\r\\n | has the line ends of Windows | false",
			"#!/bin/sh -e\\r\\n | has the line ends of Windows | false",
			"#!/usr/bin/env python3\\r\\n | has the line ends of Windows | false",
			"#!/usr/bin/env none-such\\n | needs the interpreter 'none-such', which env does not find | true",
			"#!/usr/bin/env -S none-such -u\\n | needs the interpreter 'none-such', which env does not find | true",
			"#!/usr/bin/env -S A=b none-such\\n | needs the interpreter 'none-such' | true",
			"#!/usr/bin/env --split-string=none-such -u\\n | needs the interpreter 'none-such' | true",
			"#!/usr/bin/env -S /none -u\\n | needs the interpreter '/none' | true",
			"#!/usr/bin/env /none\\n | needs the interpreter '/none' | true",
			"#!/usr/bin/env sh -e\\n | passes 'sh -e' to env as one argument | false",
			"#!/usr/bin/env -i sh\\n | passes '-i sh' to env as one argument | false",
			"#!/none/env sh\\n | needs the interpreter '/none/env' | true", "#!\\n | names no interpreter | false",
			"#!  \\necho\\n | names no interpreter | false", "#!python3\\n | by the relative path 'python3' | false",
			"#!/tmp\\n | needs the interpreter '/tmp', which is not there | true",
			"#!/etc/passwd\\n | needs the interpreter '/etc/passwd', which is not executable | true" })
	void scriptThatCannotBeExecutedIsNamed(String script, String problem, boolean missing) throws IOException {
		// Of an interpreter that is missing, the operating system says that the script is
		assertThat(inspect(script.replace("\\n", "\n").replace("\\r", "\r"))).hasValueSatisfying((fault) -> {
			assertThat(fault.kind()).isEqualTo("script");
			assertThat(fault.problem()).contains(problem);
			assertThat(fault.missing()).isEqualTo(missing);
		});
	}

	@Test
	void firstLineThatIsCutIsNamed() throws IOException {
		// Of a path longer than it reads, the system makes a shell's script
		assertThat(inspect("#!/" + "x".repeat(300) + "\n"))
			.hasValueSatisfying((fault) -> assertThat(fault.problem()).contains("first line longer than"));
		assertThat(inspect("#!/bin/sh " + "x".repeat(300) + "\n")).isEmpty();
	}

	@Test
	void interpreterIsLookedIntoToo() throws IOException {
		// An interpreter may be a script, as long as that one can be executed
		Path inner = program("inner", "#!/bin/sh\n");
		assertThat(inspect("#!" + inner + "\n")).isEmpty();
		program("inner", "#!/none\n");
		assertThat(inspect("#!" + inner + "\n")).hasValueSatisfying((fault) -> assertThat(fault.problem())
			.isEqualTo("needs the interpreter '%s', a script that needs the interpreter '/none', which is not there"
				.formatted(inner)));
		program("inner", "echo\n");
		assertThat(inspect("#!/usr/bin/env inner\n")).hasValueSatisfying((fault) -> assertThat(fault.problem())
			.contains("needs the interpreter 'inner', a file that is text without"));
		program("inner", "#!" + inner + "\n");
		assertThat(inspect("#!" + inner + "\n"))
			.hasValueSatisfying((fault) -> assertThat(fault.problem()).contains("whose interpreter is one too"));
	}

	private Path program(String name, String content) throws IOException {
		Path file = Files.writeString(this.bin.resolve(name), content);
		assertThat(file.toFile().setExecutable(true)).isTrue();
		return file;
	}

	private Optional<ProgramInspector.Fault> inspect(String content) throws IOException {
		return inspect(content.getBytes(StandardCharsets.UTF_8));
	}

	private Optional<ProgramInspector.Fault> inspect(byte[] content) throws IOException {
		return inspect(content, new Machine(Machine.Os.LINUX, "amd64", true));
	}

	private Optional<ProgramInspector.Fault> inspect(byte[] content, Machine machine) throws IOException {
		Path file = Files.write(this.directory.resolve("program"), content);
		return new ProgramInspector(machine, new BinaryFormats(this.binfmt)).inspect(file,
				new SearchPath(this.bin + ":/usr/bin:/bin", false));
	}

	private static byte[] bytes(int... values) {
		byte[] bytes = new byte[values.length];
		for (int i = 0; i < values.length; i++) {
			bytes[i] = (byte) values[i];
		}
		return bytes;
	}

	/**
	 * A program without content.
	 */
	public static byte[] elf(int machine, int bits, boolean little, int type, String loader) {
		boolean wide = bits == 64;
		ByteBuffer elf = ByteBuffer.allocate(512).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
		elf.put(new byte[] { 0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), (byte) (little ? 1 : 2), 1 });
		elf.putShort(16, (short) type).putShort(18, (short) machine);
		int headers = wide ? 64 : 52;
		if (wide) {
			elf.putLong(32, headers);
		}
		else {
			elf.putInt(28, headers);
		}
		elf.putShort(wide ? 54 : 42, (short) (wide ? 56 : 32)).putShort(wide ? 56 : 44, (short) 1);
		if (loader != null) {
			elf.putInt(headers, 3);
			if (wide) {
				elf.putLong(headers + 8, 256).putLong(headers + 32, loader.length() + 1);
			}
			else {
				elf.putInt(headers + 4, 256).putInt(headers + 16, loader.length() + 1);
			}
			elf.position(256).put(loader.getBytes(StandardCharsets.UTF_8));
		}
		return elf.array();
	}

}
