package io.pluginhost.mischief;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;

/**
 * An application with the starter in a JVM of its own, to be ended in any way there is.
 * It has a process group of its own, waits until its plugins run and then does nothing.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(PluginHostAutoConfiguration.class)
public class HostApplication {

	private static final String UP = "up";

	/**
	 * Start one.
	 * @param directory where it runs
	 * @param environment its whole environment
	 * @param properties what it is configured with
	 */
	static Process start(Path directory, Map<String, String> environment, List<String> properties) throws IOException {
		// Whoever runs this in the background has SIGINT ignored, and so would the host
		List<String> command = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
				"-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), HostApplication.class.getName()));
		properties.forEach((property) -> command.add("--" + property));
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).inheritIO();
		builder.environment().clear();
		builder.environment().putAll(environment);
		return builder.start();
	}

	/**
	 * Whether one is up, with its plugins.
	 * @param directory where it runs
	 */
	static boolean isUp(Path directory) {
		return Files.exists(directory.resolve(UP));
	}

	public static void main(String[] args) throws Exception {
		SpringApplication application = new SpringApplication(HostApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		application.run(args);
		Files.createFile(Path.of(UP));
		new CountDownLatch(1).await();
	}

}
