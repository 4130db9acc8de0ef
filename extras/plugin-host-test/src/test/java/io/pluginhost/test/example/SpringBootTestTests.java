package io.pluginhost.test.example;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;
import io.pluginhost.test.AutoConfigureTestWorkers;
import io.pluginhost.test.TestWorkers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A whole application with workers of the test's.
 */
@SpringBootTest
@AutoConfigureTestWorkers
class SpringBootTestTests {

	@Autowired
	TestWorkers workers;

	@Autowired
	PluginWorkerManager manager;

	@Autowired
	Unrelated unrelated;

	@Test
	void pluginsAnswerWhatTheTestSays() {
		assertThat(this.manager.getWorker("greeter").status()).isEqualTo(WorkerStatus.STOPPED);
		this.workers.worker("greeter").answer("greet", "Hello");
		this.workers.start("greeter");
		assertThat(this.manager.call("greeter", "greet").retrieve(String.class)).isEqualTo("Hello");
	}

}
