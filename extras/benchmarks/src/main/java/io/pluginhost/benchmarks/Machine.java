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
	 * Describe the machine, the JVM and the load of the last minute.
	 */
	static String describe() {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		return String.format(Locale.ROOT, "%d × %s, %d GB, %s %s, %s %s, load %.2f", system.getAvailableProcessors(),
				processor(), Math.round(system.getTotalMemorySize() / 1e9), system.getName(), system.getVersion(),
				System.getProperty("java.vm.name"), Runtime.version(), system.getSystemLoadAverage());
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
