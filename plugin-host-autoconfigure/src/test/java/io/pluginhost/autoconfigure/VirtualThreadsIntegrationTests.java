package io.pluginhost.autoconfigure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that has its work done by virtual threads, where there are any: host
 * methods run on them, and pipes are read by threads of the platform all the same.
 */
class VirtualThreadsIntegrationTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void hostMethodsRunOnThreadsOfTheApplicationsKindAndPipesNever(boolean enabled) {
		boolean virtual = enabled && Runtime.version().feature() >= 21;
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
			.withBean(ThreadTeller.class)
			.withPropertyValues(MischiefWorker.properties("threads"))
			.withPropertyValues("plugin-host.startup=blocking", "spring.threads.virtual.enabled=" + enabled)
			.run((context) -> {
				assertThat(context.getBean(PluginWorkerManager.class)
					.call("threads", "host")
					.param("text", "thread.tell")
					.retrieve()
					.path("result")
					.asString()).startsWith((virtual ? "VirtualThreads" : "main") + " plugin-host-handler-");
				// Those of the platform alone are listed
				assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
					.contains("plugin-threads-stdout", "plugin-threads-stderr");
			});
	}

	static class ThreadTeller {

		@HostHandler("thread.tell")
		String tell() {
			Thread thread = Thread.currentThread();
			// Virtual ones have one group, by this name
			return String.valueOf(thread.getThreadGroup()).replaceAll(".*name=(\\w+),.*", "$1") + ' '
					+ thread.getName();
		}

	}

}
