package io.pluginhost.test.example;

import java.lang.reflect.Method;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestContextManager;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;
import io.pluginhost.test.PluginHostTest;
import io.pluginhost.test.TestWorkers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test classes that share an application, which Spring keeps, pauses while another is
 * tested, and gives to the next: run here one after the other as JUnit would.
 */
class CachedContextTests {

	@Test
	void nothingIsLeftForTheNextClassThatHasTheSameApplication() throws Exception {
		ApplicationContext shared = run(First.class, (test) -> {
			test.workers.worker("greeter").answer("greet", "from the first");
			test.workers.start("greeter");
			test.workers.start(PluginDefinition.builder("another").command("nothing").build());
			test.workers.worker("greeter").hang();
		});
		assertThat(run(Other.class, (test) -> test.workers.start("greeter"))).isNotSameAs(shared);
		assertThat(run(Last.class, (test) -> {
			assertThat(test.plugins.findWorker("another")).isEmpty();
			assertThat(test.plugins.getWorker("greeter").status()).isEqualTo(WorkerStatus.STOPPED);
			test.workers.worker("greeter").answer("greet", "from the last");
			test.workers.start("greeter");
			assertThat(test.plugins.call("greeter", "greet").retrieve(String.class)).isEqualTo("from the last");
			assertThat(test.workers.worker("greeter").received("initialize")).hasSize(1);
		})).isSameAs(shared);
	}

	private static <T extends AbstractSuite> ApplicationContext run(Class<T> testClass, Consumer<AbstractSuite> method)
			throws Exception {
		Method toString = Object.class.getMethod("toString");
		TestContextManager manager = new TestContextManager(testClass);
		manager.beforeTestClass();
		T test = testClass.getDeclaredConstructor().newInstance();
		manager.prepareTestInstance(test);
		manager.beforeTestMethod(test, toString);
		method.accept(test);
		manager.afterTestMethod(test, toString, null);
		ApplicationContext context = manager.getTestContext().getApplicationContext();
		manager.afterTestClass();
		return context;
	}

	abstract static class AbstractSuite {

		@Autowired
		TestWorkers workers;

		@Autowired
		PluginWorkerManager plugins;

	}

	@PluginHostTest(properties = "plugin-host.instance-id=shared")
	static class First extends AbstractSuite {

	}

	@DirtiesContext
	@PluginHostTest(properties = "plugin-host.instance-id=other")
	static class Other extends AbstractSuite {

	}

	@DirtiesContext
	@PluginHostTest(properties = "plugin-host.instance-id=shared")
	static class Last extends AbstractSuite {

	}

}
