package io.pluginhost.stream.adapter;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.SubmissionPublisher;

import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.support.PublishedStreams;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;

class SsePluginStreamsTests {

	private final FakePluginWorkerManager manager = new FakePluginWorkerManager("linear");

	private final Deque<Runnable> pauses = new ArrayDeque<>();

	private final SsePluginStreams streams = new SsePluginStreams(
			new PublishedStreams(() -> this.manager, (pluginId) -> 1000, Runnable::run), this.pauses::add);

	@Test
	void browserThatIsGoneIsNoticedByTheNextSignOfLife() {
		LostEmitter emitter = this.streams.send((subscriber) -> subscriber.onSubscribe(new Subscribed()),
				new LostEmitter());
		this.pauses.remove().run();
		assertThat(this.streams.count()).isOne();
		emitter.lost = true;
		this.pauses.remove().run();
		assertThat(this.streams.count()).isZero();
		assertThat(this.pauses).isEmpty();
	}

	@Test
	void emitterOfThePluginsStreamHasNoTimeout() {
		assertThat(this.streams.subscribe("linear", "progress").getTimeout()).isZero();
		assertThat(this.streams.subscribe("linear", "progress", "company-1").getTimeout()).isZero();
		assertThat(this.streams.count()).isEqualTo(2);
	}

	@Test
	void emittersTakeAnyPublisher() {
		try (SubmissionPublisher<PluginStreamEvent> publisher = new SubmissionPublisher<>(Runnable::run, 8)) {
			this.streams.send(publisher, new SseEmitter());
			assertThat(publisher.getNumberOfSubscribers()).isOne();
			publisher.close();
			assertThat(this.streams.count()).isZero();
		}
	}

	private static final class LostEmitter extends SseEmitter {

		private boolean lost;

		@Override
		public void send(SseEventBuilder builder) throws IOException {
			if (this.lost) {
				throw new IOException("Broken pipe");
			}
		}

	}

	private static final class Subscribed implements Subscription {

		@Override
		public void request(long count) {
		}

		@Override
		public void cancel() {
		}

	}

}
