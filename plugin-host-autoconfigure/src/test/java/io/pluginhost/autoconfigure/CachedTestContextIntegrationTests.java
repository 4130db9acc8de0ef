package io.pluginhost.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestContextManager;

import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A suite of tests that share applications with real plugins: Spring keeps an application
 * for the next test class that has the same, pauses it meanwhile, and closes it if a test
 * says so. The classes below are the suite, run here one after the other as JUnit would.
 */
class CachedTestContextIntegrationTests {

	@Test
	void pluginsRunOnWhileTheirApplicationIsPausedAndEndWithIt() throws Exception {
		ApplicationContext shared = run(First.class);
		long worker = runningProcess(shared);
		ApplicationContext other = run(Other.class);
		assertThat(other).isNotSameAs(shared);
		assertThat(runningProcess(other)).isNotEqualTo(worker);
		assertThat(shared.getBean(Pauseable.class).story).containsExactly("start", "stop");
		assertThat(runningProcess(shared)).isEqualTo(worker);

		assertThat(run(SameAsFirst.class)).isSameAs(shared);
		assertThat(shared.getBean(Pauseable.class).story).containsExactly("start", "stop", "start");
		assertThat(runningProcess(shared)).isEqualTo(worker);
		assertThat(worker(shared).diagnostics().generation()).isOne();

		assertThat(run(SameAsFirstAndTheLast.class)).isSameAs(shared);
		assertThat(ProcessHandle.of(worker)).isEmpty();
		ApplicationContext anew = run(First.class);
		assertThat(anew).isNotSameAs(shared);
		assertThat(runningProcess(anew)).isNotEqualTo(worker);
		assertThat(run(SameAsFirstAndTheLast.class)).isSameAs(anew);
		assertThat(run(SameAsOtherAndTheLast.class)).isSameAs(other);
	}

	/**
	 * Run a test class that has one test, which calls the plugin.
	 * @return its application
	 */
	private static ApplicationContext run(Class<?> testClass) throws Exception {
		TestContextManager manager = new TestContextManager(testClass);
		manager.beforeTestClass();
		Object test = testClass.getDeclaredConstructor().newInstance();
		manager.prepareTestInstance(test);
		ApplicationContext context = manager.getTestContext().getApplicationContext();
		assertThat(worker(context).call("echo").param("text", "a").retrieve().path("text").asString()).isEqualTo("a");
		manager.afterTestClass();
		return context;
	}

	private static PluginWorker worker(ApplicationContext context) {
		return context.getBean(PluginWorkerManager.class).getWorker("echo");
	}

	private static long runningProcess(ApplicationContext context) {
		return Objects.requireNonNull(worker(context).diagnostics().pid());
	}

	@SpringBootTest(classes = Application.class, properties = "plugin-host.startup=blocking")
	abstract static class AbstractSuite {

		@DynamicPropertySource
		static void plugins(DynamicPropertyRegistry registry) {
			for (String property : MischiefWorker.properties("echo")) {
				int end = property.indexOf('=');
				registry.add(property.substring(0, end), () -> property.substring(end + 1));
			}
		}

	}

	static class First extends AbstractSuite {

	}

	static class SameAsFirst extends AbstractSuite {

	}

	@DirtiesContext
	static class SameAsFirstAndTheLast extends AbstractSuite {

	}

	@SpringBootTest(classes = Application.class,
			properties = { "plugin-host.startup=blocking", "plugin-host.instance-id=other" })
	static class Other extends AbstractSuite {

	}

	@DirtiesContext
	@SpringBootTest(classes = Application.class,
			properties = { "plugin-host.startup=blocking", "plugin-host.instance-id=other" })
	static class SameAsOtherAndTheLast extends AbstractSuite {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PropertyPlaceholderAutoConfiguration.class, PluginHostAutoConfiguration.class })
	static class Application {

		@Bean
		Pauseable pauseable() {
			return new Pauseable();
		}

	}

	/**
	 * What a pause does stop.
	 */
	static final class Pauseable implements SmartLifecycle {

		private final List<String> story = new ArrayList<>();

		@Override
		public void start() {
			this.story.add("start");
		}

		@Override
		public void stop() {
			this.story.add("stop");
		}

		@Override
		public boolean isRunning() {
			return !this.story.isEmpty() && this.story.get(this.story.size() - 1).equals("start");
		}

	}

}
