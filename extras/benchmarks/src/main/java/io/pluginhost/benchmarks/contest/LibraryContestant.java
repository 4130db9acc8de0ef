package io.pluginhost.benchmarks.contest;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

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
final class LibraryContestant extends AbstractLinkContestant {

	private final String worker;

	private final ConfigurableApplicationContext context;

	LibraryContestant(String worker, boolean meters) {
		this.worker = worker;
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("logging.level.root=warn", "logging.level.plugin=off",
					"management.endpoints.access.default=none",
					meters ? "" : "spring.autoconfigure.exclude=" + String.join(",", Observations.AUTO_CONFIGURATIONS))
			.run();
	}

	@Override
	Link open(int index) throws Exception {
		PluginWorkerManager manager = this.context.getBean(PluginWorkerManager.class);
		PluginWorker started = manager
			.startWorker(PluginDefinition.builder("bench-" + index).command(this.worker, "lines").build())
			.get(1, TimeUnit.MINUTES);
		return new PluginLink(started, this.context.getBean(EventCounter.class));
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * A plugin's worker.
	 *
	 * @param plugin the worker
	 * @param events hears its stream events
	 */
	private record PluginLink(PluginWorker plugin, EventCounter events) implements Link {

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
			CountDownLatch all = this.events.expect((flood == Flood.STREAM) ? count : 0);
			this.plugin.call("flood").params(new FloodOrder(flood.kind(), count)).retrieve();
			all.await();
		}

	}

	/**
	 * Counts stream events, told one at a time.
	 */
	private static final class EventCounter implements PluginStreamListener {

		private volatile CountDownLatch all = new CountDownLatch(0);

		private volatile int expected;

		private int seen;

		CountDownLatch expect(int count) {
			this.expected = count;
			this.all = new CountDownLatch((count > 0) ? 1 : 0);
			return this.all;
		}

		@Override
		public void onStreamEvent(PluginStreamEvent event) {
			if (++this.seen == this.expected) {
				this.seen = 0;
				this.all.countDown();
			}
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
