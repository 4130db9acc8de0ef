package io.pluginhost.benchmarks.contest;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.benchmarks.contest.Payloads.FloodOrder;
import io.pluginhost.benchmarks.contest.Payloads.Payload;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamListener;

/**
 * This library, as applications use it: an application context, workers from the manager,
 * a host method and a stream listener that are beans, and the defaults for everything
 * else.
 */
class LibraryContestant extends AbstractLinkContestant {

	private final List<String> command;

	private final ConfigurableApplicationContext context;

	private final PluginWorkerManager manager;

	/**
	 * Start the application.
	 * @param worker what to start
	 * @param meters whether there is a meter registry
	 * @param beans more beans of the application
	 */
	LibraryContestant(Worker worker, boolean meters, Object... beans) {
		this.command = worker.command("lines");
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.registerShutdownHook(false)
			.properties("logging.level.root=warn", "logging.level.plugin=off",
					// Says so at each worker that is killed
					"logging.level.io.pluginhost.worker=off", "management.endpoints.access.default=none",
					meters ? "" : "spring.autoconfigure.exclude=" + String.join(",", Observations.AUTO_CONFIGURATIONS))
			.initializers((GenericApplicationContext context) -> {
				for (Object bean : beans) {
					context.getBeanFactory().registerSingleton(bean.getClass().getName(), bean);
				}
			})
			.run();
		this.manager = this.context.getBean(PluginWorkerManager.class);
	}

	@Override
	CompletableFuture<Link> open(int index) {
		EventCounter events = this.context.getBean(EventCounter.class);
		PluginDefinition plugin = PluginDefinition.builder("bench-" + index)
			.command(this.command)
			// What is measured of idle workers is the cost of having them
			.healthCheckEnabled(false)
			.build();
		return this.manager.startWorker(plugin).thenApply((started) -> new PluginLink(this.manager, started, events));
	}

	@Override
	long idleThreadsLast() {
		return 30_000;
	}

	@Override
	public final void close() throws Exception {
		// Stops all workers, at the same time
		this.context.close();
	}

	/**
	 * A plugin's worker.
	 *
	 * @param manager has started it
	 * @param plugin the worker
	 * @param events receives its stream events
	 */
	private record PluginLink(PluginWorkerManager manager, PluginWorker plugin, EventCounter events) implements Link {

		@Override
		public void call() {
			this.plugin.call("call").params(Payloads.QUESTION).retrieve(Payload.class);
		}

		@Override
		public void call(Runnable done) {
			this.plugin.call("call").params(Payloads.QUESTION).retrieveAsync(Payload.class).thenRun(done);
		}

		@Override
		public int echo(String text) {
			Payload payload = this.plugin.call("echo").params(new Payload(0, text)).retrieve(Payload.class);
			return payload.text().length();
		}

		@Override
		public void flood(Flood flood, int count) throws InterruptedException {
			CountDownLatch all = this.events.count.expect((flood == Flood.STREAM) ? count : 0);
			this.plugin.call("flood").params(new FloodOrder(flood.kind(), count)).retrieve();
			all.await();
		}

		@Override
		public CompletableFuture<?> hang() {
			return this.plugin.call("hang").timeout(Duration.ofHours(1)).retrieveAsync(Payload.class);
		}

		@Override
		public ProcessHandle process() {
			return ProcessHandle.of(this.plugin.diagnostics().pid()).orElseThrow();
		}

		@Override
		public CompletableFuture<?> end() {
			return this.manager.removeWorker(this.plugin.pluginId());
		}

	}

	/**
	 * Counts stream events, delivered one at a time.
	 */
	private static final class EventCounter implements PluginStreamListener {

		private final EventCount count = new EventCount();

		@Override
		public void onStreamEvent(PluginStreamEvent event) {
			this.count.another();
		}

	}

	/**
	 * The bean that plugins call.
	 */
	static final class Adder {

		@HostHandler("bench.add")
		Payload add(Payload payload) {
			return new Payload(payload.number() + 1, payload.text());
		}

	}

	/**
	 * The application.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		EventCounter eventCounter() {
			return new EventCounter();
		}

		@Bean
		Adder adder() {
			return new Adder();
		}

	}

}
