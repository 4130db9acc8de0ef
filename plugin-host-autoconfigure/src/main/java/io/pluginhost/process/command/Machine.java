package io.pluginhost.process.command;

import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The operating system and the processor that programs have to be made for.
 *
 * @param os the operating system
 * @param arch the processor, as {@code os.arch} names it
 * @param compatible whether the kernel runs the processor's 32-bit programs too
 */
record Machine(Os os, String arch, boolean compatible) {

	private static final int X86 = 3;

	private static final int PPC64 = 21;

	private static final int S390 = 22;

	private static final int ARM = 40;

	private static final int X86_64 = 62;

	private static final int AARCH64 = 183;

	private static final int RISCV = 243;

	private static final int LOONGARCH = 258;

	private static final Map<Integer, String> NAMES = Map.of(X86, "x86", 8, "MIPS", 20, "PowerPC", PPC64, "PowerPC",
			S390, "IBM Z", ARM, "ARM", X86_64, "x86-64", AARCH64, "AArch64", RISCV, "RISC-V", LOONGARCH, "LoongArch");

	private static final Map<String, Target> TARGETS = Map.of("amd64", little(X86_64, 64), "x86", little(X86, 32),
			"i386", little(X86, 32), "aarch64", little(AARCH64, 64), "arm", little(ARM, 32), "ppc64le",
			little(PPC64, 64), "ppc64", new Target(PPC64, 64, ByteOrder.BIG_ENDIAN), "s390x",
			new Target(S390, 64, ByteOrder.BIG_ENDIAN), "riscv64", little(RISCV, 64), "loongarch64",
			little(LOONGARCH, 64));

	/** Settings of the kernel that are there only if it runs 32-bit programs. */
	private static final String[] COMPATIBLE = { "vsyscall32", "cp15_barrier", "setend", "swp" };

	private static Target little(int machine, int bits) {
		return new Target(machine, bits, ByteOrder.LITTLE_ENDIAN);
	}

	/**
	 * Return the machine of this JVM.
	 */
	static Machine current() {
		String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
		Os os = name.startsWith("linux") ? Os.LINUX : name.startsWith("mac") ? Os.MAC : Os.OTHER;
		return new Machine(os, System.getProperty("os.arch", ""),
				Stream.of(COMPATIBLE).anyMatch((file) -> Files.exists(Path.of("/proc/sys/abi", file))));
	}

	/**
	 * Return whether a program is made for this processor. A processor that is not known
	 * here takes any.
	 */
	boolean runs(ElfHeader program) {
		Target target = TARGETS.get(this.arch);
		Target made = new Target(program.machine(), program.bits(), program.order());
		if (target == null || target.equals(made)) {
			return true;
		}
		// A 32-bit JVM may stand on a 64-bit kernel, and a 64-bit kernel run 32-bit
		// programs
		return switch (this.arch) {
			case "amd64" -> this.compatible && (made.equals(little(X86, 32)) || made.equals(little(X86_64, 32)));
			case "aarch64" -> this.compatible && made.equals(little(ARM, 32));
			case "x86", "i386" -> made.equals(little(X86_64, 64));
			case "arm" -> made.equals(little(AARCH64, 64));
			default -> false;
		};
	}

	/**
	 * Return the name of the machine that a program is made for.
	 */
	static String nameOf(ElfHeader program) {
		String name = NAMES.getOrDefault(program.machine(), "machine " + program.machine());
		return "%s, %d bits, %s".formatted(name, program.bits(),
				(program.order() == ByteOrder.LITTLE_ENDIAN) ? "little-endian" : "big-endian");
	}

	/**
	 * Operating systems, as far as their programs differ.
	 */
	enum Os {

		LINUX, MAC, OTHER

	}

	private record Target(int machine, int bits, ByteOrder order) {
	}

}
