package io.pluginhost.autoconfigure;

import java.time.Duration;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications that share a JVM, and contexts that share an application, each with real
 * workers.
 */
class SeveralContextsIntegrationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
		.withPropertyValues(MischiefWorker.properties("echo"));

	@Test
	void twoManagersRunPluginsOfTheSameNameSeparately() {
		this.contextRunner.run((first) -> {
			long process = runningProcess(first);
			this.contextRunner.run((second) -> {
				assertThat(runningProcess(second)).isNotEqualTo(process);
				worker(second).restart().join();
			});
			assertThat(runningProcess(first)).isEqualTo(process);
			assertThat(worker(first).diagnostics().generation()).isEqualTo(1);
			assertThat(worker(first).call("echo").param("text", "a").retrieve().path("text").asString()).isEqualTo("a");
		});
	}

	@Test
	void childHasTheManagerOfItsParentAndLeavesItRunning() {
		this.contextRunner.run((parent) -> {
			long process = runningProcess(parent);
			this.contextRunner.withParent(parent).run((child) -> {
				assertThat(child.getBean(PluginWorkerManager.class))
					.isSameAs(parent.getBean(PluginWorkerManager.class));
				assertThat(runningProcess(child)).isEqualTo(process);
			});
			assertThat(runningProcess(parent)).isEqualTo(process);
		});
	}

	@Test
	void contextThatFollowsAnotherAfterItsCloseStartsAnew() {
		long[] processes = new long[2];
		for (int i = 0; i < processes.length; i++) {
			int index = i;
			this.contextRunner.run((context) -> processes[index] = runningProcess(context));
			assertThat(ProcessHandle.of(processes[i]).filter(ProcessHandle::isAlive)).isEmpty();
		}
		assertThat(processes[1]).isNotEqualTo(processes[0]);
	}

	private static PluginWorker worker(AssertableApplicationContext context) {
		return context.getBean(PluginWorkerManager.class).getWorker("echo");
	}

	private static long runningProcess(AssertableApplicationContext context) {
		Predicate<PluginWorker> running = (worker) -> worker.status() == WorkerStatus.RUNNING;
		PluginWorker worker = await().atMost(Duration.ofSeconds(60)).until(() -> worker(context), running);
		Long pid = worker.diagnostics().pid();
		assertThat(pid).isNotNull();
		return pid;
	}

}
