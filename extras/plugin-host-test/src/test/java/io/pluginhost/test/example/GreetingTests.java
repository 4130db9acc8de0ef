package io.pluginhost.test.example;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.test.AutoConfigureTestWorkers;
import io.pluginhost.test.TestWorker;
import io.pluginhost.test.TestWorkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A whole application with workers of the test's.
 */
@SpringBootTest
@AutoConfigureTestWorkers
class GreetingTests {

	@Autowired
	TestWorkers workers;

	@Autowired
	PluginWorkerManager plugins;

	@Test
	void greetsByName() {
		this.workers.worker("greeter").answer("greet", (call) -> "Hello, " + call.params().path("name").asString());
		this.workers.start("greeter");
		assertThat(this.plugins.call("greeter", "greet").param("name", "Ada").retrieve(String.class))
			.isEqualTo("Hello, Ada");
		assertThat(this.workers.worker("greeter").received("greet")).hasSize(1);
	}

	@Test
	void comesBackAfterACrash() {
		TestWorker greeter = this.workers.worker("greeter").hang("greet");
		this.workers.start("greeter");
		CompletableFuture<String> greeting = this.plugins.call("greeter", "greet").retrieveAsync(String.class);
		greeter.awaitReceived("greet");
		greeter.exit(3);
		assertThatThrownBy(greeting::join).hasCauseInstanceOf(WorkerUnavailableException.class);
		greeter.awaitReceived("initialize", 2);
	}

	@Test
	void theWholeApplicationIsThereAndNoPluginRuns(@Autowired Unrelated unrelated) {
		assertThat(unrelated).isNotNull();
		assertThat(this.plugins.getWorkers()).hasSize(2).allMatch((worker) -> worker.status() == WorkerStatus.STOPPED);
	}

}
