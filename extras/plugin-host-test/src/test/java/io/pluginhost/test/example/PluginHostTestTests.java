package io.pluginhost.test.example;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestContextManager;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.UnknownPluginException;
import io.pluginhost.WorkerStatus;
import io.pluginhost.process.LocalProcessLauncher;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.test.PluginHostTest;
import io.pluginhost.test.TestWorkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What {@link PluginHostTest} starts, and what is left after a test.
 */
@PluginHostTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PluginHostTestTests {

	@Autowired
	ApplicationContext context;

	@Autowired
	PluginWorkerManager manager;

	@Autowired
	TestWorkers workers;

	@Autowired
	Progress progress;

	@Test
	@Order(1)
	void startsOnlyWhatConcernsPlugins(@Autowired Environment environment) {
		assertThat(this.context.getBeansOfType(VisitHandlers.class)).hasSize(1);
		assertThat(this.context.getBeansOfType(OtherHandlers.class)).hasSize(1);
		assertThat(this.context.getBeansOfType(Unrelated.class)).isEmpty();
		assertThat(this.context.getBeansOfType(LocalProcessLauncher.class)).isEmpty();
		assertThat(environment.getProperty("plugin-host.startup")).isEqualTo("none");
		assertThat(this.manager.getWorkers()).allMatch((worker) -> worker.status() == WorkerStatus.STOPPED);
	}

	@Test
	@Order(1)
	void componentWithoutHostMethodsIsNoHandler() {
		assertThatIllegalStateException().isThrownBy(() -> new TestContextManager(NoHandlers.class))
			.havingRootCause()
			.withMessage(
					"@PluginHostTest of NoHandlers names %s, which has no @HostHandler method. Name the components "
							+ "with the methods to test, or none for all; bring what else they need by @Import or @MockitoBean",
					Unrelated.class.getName());
	}

	@Test
	@Order(2)
	void streamsReachTheListener() throws InterruptedException {
		this.workers.start("greeter").openStream("progress", "acme");
		this.workers.worker("greeter").emit("progress", "acme", Map.of("percent", 50));
		this.workers.worker("greeter").closeStream("progress", "acme");
		for (PluginStreamEvent.Kind kind : PluginStreamEvent.Kind.values()) {
			PluginStreamEvent event = this.progress.events.poll(10, TimeUnit.SECONDS);
			assertThat(event).isNotNull();
			assertThat(event.kind()).isEqualTo(kind);
			assertThat(event.synthetic()).isFalse();
			assertThat(event.companyId()).isEqualTo("acme");
		}
	}

	@Test
	@Order(3)
	void leavesSomethingBehind() {
		this.workers.worker("greeter").answer("greet", "hello");
		this.workers.start("greeter");
		this.workers.start(PluginDefinition.builder("another").command("nothing").build());
		assertThat(this.manager.call("greeter", "greet").retrieve(String.class)).isEqualTo("hello");
		this.workers.worker("greeter").hang();
	}

	@Test
	@Order(4)
	void nothingIsLeftBehind() {
		assertThat(this.manager.getWorker("greeter").status()).isEqualTo(WorkerStatus.STOPPED);
		assertThatExceptionOfType(UnknownPluginException.class).isThrownBy(() -> this.workers.start("another"));
		assertThat(this.workers.worker("greeter").received("greet")).isEqualTo(List.of());
		this.workers.start("greeter");
		assertThatExceptionOfType(PluginRpcException.class)
			.isThrownBy(() -> this.manager.call("greeter", "greet").retrieve())
			.withMessageContaining("worker.answer(\"greet\", …)");
	}

	@PluginHostTest({ VisitHandlers.class, Unrelated.class })
	static class NoHandlers {

	}

}
