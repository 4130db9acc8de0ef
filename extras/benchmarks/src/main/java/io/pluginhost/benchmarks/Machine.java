package io.pluginhost.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;

/**
 * Says what the figures were measured on.
 */
final class Machine {

	private Machine() {
	}

	/**
	 * Describe the machine and the JVM.
	 */
	static String describe() {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		return String.format(Locale.ROOT, "%d × %s, %d GB, %s %s, %s %s", system.getAvailableProcessors(), processor(),
				Math.round(system.getTotalMemorySize() / 1e9), system.getName(), system.getVersion(),
				System.getProperty("java.vm.name"), Runtime.version());
	}

	/**
	 * How many threads of the whole machine wanted to run in the last minute; less than
	 * zero if that is not known.
	 */
	static double load() {
		return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
	}

	private static String processor() {
		try {
			return Files.readAllLines(Path.of("/proc/cpuinfo"))
				.stream()
				.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 2))
				.findFirst()
				.orElse("processor");
		}
		catch (IOException ex) {
			return System.getProperty("os.arch");
		}
	}

}
