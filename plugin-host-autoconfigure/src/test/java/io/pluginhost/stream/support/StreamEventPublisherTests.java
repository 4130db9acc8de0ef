package io.pluginhost.stream.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamListener;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class StreamEventPublisherTests {

	private static final PluginStreamEvent EVENT = new PluginStreamEvent("acme.linear", PluginStreamEvent.Kind.EMIT,
			"news", "acme", null, false);

	private final List<String> heard = new ArrayList<>();

	@Test
	void onStreamEventNotifiesListenersInOrder() {
		PluginStreamListener first = (event) -> this.heard.add("first " + event.channel());
		PluginStreamListener second = (event) -> this.heard.add("second " + event.channel());
		new StreamEventPublisher(() -> Stream.of(first, second)).onStreamEvent(EVENT);
		assertThat(this.heard).containsExactly("first news", "second news");
	}

	@Test
	void onStreamEventWhenListenerThrowsNotifiesTheOthers(CapturedOutput output) {
		PluginStreamListener bad = (event) -> {
			throw new IllegalStateException("no ears");
		};
		PluginStreamListener worse = (event) -> {
			throw new AssertionError("no head");
		};
		new StreamEventPublisher(() -> Stream.of(bad, worse, (event) -> this.heard.add("good"))).onStreamEvent(EVENT);
		assertThat(this.heard).containsExactly("good");
		assertThat(output).contains("failed to handle an event of plugin 'acme.linear'")
			.contains("no ears")
			.contains("no head");
	}

	@Test
	void listenersAreLookedUpOnceAndNotBeforeTheyAreNeeded() {
		AtomicInteger lookups = new AtomicInteger();
		StreamEventPublisher news = new StreamEventPublisher(() -> {
			lookups.incrementAndGet();
			return Stream.empty();
		});
		assertThat(lookups).hasValue(0);
		news.onStreamEvent(EVENT);
		news.onStreamEvent(EVENT);
		assertThat(lookups).hasValue(1);
	}

}
