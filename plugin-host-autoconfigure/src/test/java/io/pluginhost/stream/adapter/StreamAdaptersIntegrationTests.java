package io.pluginhost.stream.adapter;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.Disposable;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.stream.PluginStreamEvent.Kind;
import io.pluginhost.testing.MischiefWorker;
import io.pluginhost.testing.WebApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams of a real worker, in a browser's place and as a {@code Flux}.
 */
class StreamAdaptersIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Test
	void browserReceivesStreamsAcrossCrashesUntilThePluginIsRemoved() {
		try (WebApplication application = run()) {
			Browser browser = new Browser(application, "/streams/one/news");
			PluginWorkerManager manager = application.manager();
			manager.call("one", "stream").param("n", 2).retrieve();
			manager.call("one", "streamAndDie").param("n", 1).retrieveAsync(JsonNode.class);
			await().atMost(PATIENCE)
				.until(() -> manager.getWorker("one").diagnostics().generation() == 2 && manager.isRunning("one"));
			manager.call("one", "stream").param("n", 1).retrieve();
			await().atMost(PATIENCE).until(() -> browser.count("event:closed") == 3);
			assertThat(browser.lines).startsWith(":here")
				.filteredOn((line) -> !line.isEmpty() && !line.startsWith(":"))
				.containsExactly("event:opened", "data:{\"synthetic\":false}", "data:1", "data:2", "event:closed",
						"data:{\"synthetic\":false}", "event:opened", "data:{\"synthetic\":false}", "data:1",
						"event:closed", "data:{\"synthetic\":true}", "event:opened", "data:{\"synthetic\":false}",
						"data:1", "event:closed", "data:{\"synthetic\":false}");
			manager.removeWorker("one").join();
			assertThat(browser.end).succeedsWithin(PATIENCE);
			await().atMost(PATIENCE).until(() -> application.context().getBean(SsePluginStreams.class).count() == 0);
		}
	}

	@Test
	void endOfTheApplicationWaitsForNoBrowser() {
		WebApplication application = run("server.shutdown=graceful", "spring.lifecycle.timeout-per-shutdown-phase=1h");
		Browser browser = new Browser(application, "/streams/one/news");
		CompletableFuture<Void> closed = CompletableFuture.runAsync(application::close);
		assertThat(browser.end).succeedsWithin(PATIENCE);
		assertThat(closed).succeedsWithin(PATIENCE);
	}

	@Test
	void fluxSeesStreamUntilItIsDisposedOf() {
		try (WebApplication application = run()) {
			PluginWorkerManager manager = application.manager();
			ReactivePluginStreams streams = application.context().getBean(ReactivePluginStreams.class);
			List<String> seen = new CopyOnWriteArrayList<>();
			CompletableFuture<Void> completed = new CompletableFuture<>();
			streams.subscribe("one", "news", "acme")
				.takeUntil((event) -> event.kind() == Kind.CLOSE)
				.doFinally((end) -> completed.complete(null))
				// May wait for the same plugin, for a listener may not
				.subscribe((event) -> seen
					.add(event.kind() + " " + manager.call("one", "echo").param("n", event.event()).retrieve()));
			Disposable other = streams.subscribe("one", "news", "another-company")
				.subscribe((event) -> seen.add("Another's event"));
			manager.call("one", "stream").param("n", 2).retrieve();
			assertThat(completed).succeedsWithin(PATIENCE);
			other.dispose();
			assertThat(seen).hasSize(4).element(1).isEqualTo("EMIT {\"n\":1}");
		}
	}

	private static WebApplication run(String... more) {
		List<String> properties = new ArrayList<>(List.of(MischiefWorker.properties("one")));
		properties.addAll(List.of("plugin-host.startup=blocking", "plugin-host.defaults.restart.initial-delay=20ms"));
		properties.addAll(List.of(more));
		return WebApplication.run(Application.class, properties);
	}

	/**
	 * Reads server-sent events.
	 */
	private static final class Browser {

		final List<String> lines = new CopyOnWriteArrayList<>();

		final CompletableFuture<Void> end;

		Browser(WebApplication application, String path) {
			String port = application.context().getEnvironment().getProperty("local.server.port");
			Stream<String> response = HttpClient.newHttpClient()
				.sendAsync(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
						BodyHandlers.ofLines())
				.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
				.join()
				.body();
			this.end = CompletableFuture.runAsync(() -> response.forEach(this.lines::add));
		}

		long count(String line) {
			return this.lines.stream().filter(line::equals).count();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(StreamsController.class)
	static class Application {

	}

	@RestController
	static class StreamsController {

		private final SsePluginStreams streams;

		StreamsController(SsePluginStreams streams) {
			this.streams = streams;
		}

		@GetMapping("/streams/{plugin}/{channel}")
		SseEmitter stream(@PathVariable String plugin, @PathVariable String channel) {
			return this.streams.subscribe(plugin, channel);
		}

	}

}
