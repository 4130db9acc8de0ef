package io.pluginhost.stream;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import io.pluginhost.DocumentationPage;
import io.pluginhost.stream.adapter.ReactivePluginStreams;
import io.pluginhost.stream.adapter.SsePluginStreams;
import io.pluginhost.stream.support.PublishedStreams;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code in {@code docs/streams.md} compiles, and its beans are ones.
 */
class StreamsPageTests {

	@Test
	void beansOnThePageAreMade(@TempDir Path directory) {
		Class<?>[] types = DocumentationPage.read("docs/streams.md").compile(directory).toArray(Class<?>[]::new);
		PublishedStreams streams = new PublishedStreams(() -> new FakePluginWorkerManager("acme.linear"),
				(pluginId) -> 1000, Runnable::run);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(PluginStreams.class, () -> streams);
			context.registerBean(ReactivePluginStreams.class, () -> new ReactivePluginStreams(streams));
			context.registerBean(SsePluginStreams.class, () -> new SsePluginStreams(streams, (task) -> {
			}));
			context.register(types);
			context.refresh();
			assertThat(types).hasSize(4).allSatisfy((type) -> assertThat(context.getBeansOfType(type)).hasSize(1));
		}
	}

}
