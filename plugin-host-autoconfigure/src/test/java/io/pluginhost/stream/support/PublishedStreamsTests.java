package io.pluginhost.stream.support;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import io.pluginhost.UnknownPluginException;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamEvent.Kind;
import io.pluginhost.stream.PluginStreamOverflowException;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PublishedStreamsTests {

	private static final long ROOM = 1000;

	private final FakePluginWorkerManager manager = new FakePluginWorkerManager("linear", "jira");

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private final PublishedStreams streams = new PublishedStreams(() -> this.manager, (pluginId) -> ROOM,
			this.tasks::add);

	@Test
	void subscriberReceivesEventsOfItsChannelInOrder() {
		Recording subscriber = subscribe("linear", "progress");
		emit("linear", "progress", 1);
		emit("linear", "other", 2);
		emit("jira", "progress", 3);
		this.streams.onStreamEvent(new PluginStreamEvent("linear", Kind.EMIT, "progress", "company-1",
				JsonNodeFactory.instance.numberNode(4), false));
		this.streams.onStreamEvent(new PluginStreamEvent("linear", Kind.CLOSE, "progress", null, null, true));
		run();
		assertThat(subscriber.seen).containsExactly("EMIT 1", "EMIT 4", "CLOSE");
	}

	@Test
	void subscriberToOneCompanySeesNoOther() {
		Recording subscriber = new Recording(Long.MAX_VALUE);
		this.streams.subscribe("linear", "progress", "company-1").subscribe(subscriber);
		this.streams.onStreamEvent(new PluginStreamEvent("linear", Kind.OPEN, "progress", "company-1", null, false));
		this.streams.onStreamEvent(new PluginStreamEvent("linear", Kind.OPEN, "progress", "company-2", null, false));
		emit("linear", "progress", 3);
		run();
		assertThat(subscriber.seen).containsExactly("OPEN");
	}

	@Test
	void lateSubscriberReceivesOnlyLaterEventsAndNoOpen() {
		this.streams.onStreamEvent(new PluginStreamEvent("linear", Kind.OPEN, "progress", null, null, false));
		emit("linear", "progress", 1);
		Recording subscriber = subscribe("linear", "progress");
		emit("linear", "progress", 2);
		run();
		assertThat(subscriber.seen).containsExactly("EMIT 2");
	}

	@Test
	void publisherTakesManySubscribersEachFromWhenItCame() {
		Publisher<PluginStreamEvent> publisher = this.streams.subscribe("linear", "progress");
		Recording first = new Recording(Long.MAX_VALUE);
		Recording second = new Recording(Long.MAX_VALUE);
		publisher.subscribe(first);
		emit("linear", "progress", 1);
		publisher.subscribe(second);
		emit("linear", "progress", 2);
		run();
		assertThat(first.seen).containsExactly("EMIT 1", "EMIT 2");
		assertThat(second.seen).containsExactly("EMIT 2");
	}

	@Test
	void subscriberReceivesNoMoreThanItRequests() {
		Recording subscriber = new Recording(2);
		this.streams.subscribe("linear", "progress").subscribe(subscriber);
		for (int i = 1; i <= 4; i++) {
			emit("linear", "progress", i);
		}
		run();
		assertThat(subscriber.seen).containsExactly("EMIT 1", "EMIT 2");
		subscriber.subscription().request(1);
		run();
		assertThat(subscriber.seen).containsExactly("EMIT 1", "EMIT 2", "EMIT 3");
	}

	@Test
	void subscriberMayRequestMoreThanCanBeCounted() {
		Recording subscriber = new Recording(Long.MAX_VALUE - 1);
		this.streams.subscribe("linear", "progress").subscribe(subscriber);
		subscriber.subscription().request(Long.MAX_VALUE - 1);
		subscriber.subscription().request(Long.MAX_VALUE);
		emit("linear", "progress", 1);
		run();
		emit("linear", "progress", 2);
		run();
		assertThat(subscriber.seen).containsExactly("EMIT 1", "EMIT 2");
	}

	@Test
	void subscriberThatIsTooSlowFailsBehindItsBufferAndAlone() {
		Recording slow = new Recording(0);
		this.streams.subscribe("linear", "progress").subscribe(slow);
		Recording quick = subscribe("linear", "progress");
		for (int i = 0; i < 10; i++) {
			emit("linear", "progress", i);
			run();
		}
		assertThat(quick.seen).hasSize(10);
		assertThat(slow.seen).isEmpty();
		slow.subscription().request(Long.MAX_VALUE);
		run();
		assertThat(slow.seen).startsWith("EMIT 0", "EMIT 1").hasSizeBetween(3, 9).last().isEqualTo("ERROR");
		assertThat(slow.failure).isInstanceOfSatisfying(PluginStreamOverflowException.class, (failure) -> {
			assertThat(failure.pluginId()).isEqualTo("linear");
			assertThat(failure.channel()).isEqualTo("progress");
			assertThat(failure).hasMessageContaining("channel 'progress' of plugin 'linear'")
				.hasMessageContaining("1000 bytes")
				.hasMessageContaining("limits.max-queued-stream-bytes");
		});
		emit("linear", "progress", 11);
		run();
		assertThat(slow.seen).last().isEqualTo("ERROR");
		assertThat(quick.seen).hasSize(11);
	}

	@Test
	void subscriberThatLagsBehindButFollowsGoesOn() {
		Recording subscriber = new Recording(0);
		this.streams.subscribe("linear", "progress").subscribe(subscriber);
		emit("linear", "progress", 0);
		for (int i = 1; i <= 100; i++) {
			emit("linear", "progress", i);
			subscriber.subscription().request(1);
			run();
		}
		assertThat(subscriber.seen).hasSize(100).last().isEqualTo("EMIT 99");
	}

	@Test
	void roomIsTakenByNamesTextsAndElements() {
		JsonNodeFactory nodes = JsonNodeFactory.instance;
		for (JsonNode event : List.of(nodes.stringNode("x".repeat(900)), nodes.objectNode().put("x".repeat(900), 1),
				nodes.arrayNode().add(nodes.objectNode().put("x", "x".repeat(900))))) {
			Recording subscriber = new Recording(0);
			this.streams.subscribe("linear", "progress").subscribe(subscriber);
			emit("linear", "progress", 1);
			this.streams.onStreamEvent(new PluginStreamEvent("linear", Kind.EMIT, "progress", null, event, false));
			subscriber.subscription().request(5);
			run();
			assertThat(subscriber.seen).containsExactly("EMIT 1", "ERROR");
		}
	}

	@Test
	void nothingIsKeptOfSubscriptionsThatAreOver() {
		Recording cancelled = subscribe("linear", "progress");
		Recording failed = new Recording(0);
		this.streams.subscribe("linear", "progress").subscribe(failed);
		Recording completed = subscribe("jira", "progress");
		assertThat(this.streams.isEmpty()).isFalse();
		cancelled.subscription().cancel();
		failed.subscription().request(-1);
		this.manager.removeWorker("jira");
		this.streams.onStreamsEnd("jira");
		run();
		assertThat(failed.seen).containsExactly("ERROR");
		assertThat(completed.seen).containsExactly("COMPLETE");
		assertThat(this.streams.isEmpty()).isTrue();
	}

	@Test
	void eventThatIsLargerThanAllRoomFitsAlone() {
		Recording subscriber = new Recording(0);
		this.streams.subscribe("linear", "progress").subscribe(subscriber);
		JsonNode large = JsonNodeFactory.instance.objectNode()
			.set("a", JsonNodeFactory.instance.arrayNode().add("x".repeat(5000)));
		this.streams.onStreamEvent(new PluginStreamEvent("linear", Kind.EMIT, "progress", null, large, false));
		emit("linear", "progress", 2);
		subscriber.subscription().request(5);
		run();
		assertThat(subscriber.seen).hasSize(2).last().isEqualTo("ERROR");
	}

	@Test
	void subscriberGoesOnAfterCloseAndCompletesWhenPluginIsRemoved() {
		Recording subscriber = subscribe("linear", "progress");
		Recording other = subscribe("jira", "progress");
		this.streams.onStreamEvent(new PluginStreamEvent("linear", Kind.CLOSE, "progress", null, null, true));
		this.streams.onStreamsEnd("linear");
		emit("linear", "progress", 1);
		this.manager.removeWorker("linear");
		this.streams.onStreamsEnd("linear");
		emit("linear", "progress", 2);
		emit("jira", "progress", 3);
		run();
		assertThat(subscriber.seen).containsExactly("CLOSE", "EMIT 1", "COMPLETE");
		assertThat(other.seen).containsExactly("EMIT 3");
	}

	@Test
	void subscribersCompleteWhenTheHostCloses() {
		Recording subscriber = new Recording(0);
		Publisher<PluginStreamEvent> publisher = this.streams.subscribe("linear", "progress");
		publisher.subscribe(subscriber);
		emit("linear", "progress", 1);
		this.streams.close();
		run();
		assertThat(subscriber.seen).isEmpty();
		subscriber.subscription().request(1);
		Recording late = new Recording(1);
		publisher.subscribe(late);
		run();
		assertThat(subscriber.seen).containsExactly("EMIT 1", "COMPLETE");
		assertThat(late.seen).containsExactly("COMPLETE");
	}

	@Test
	void streamOfUnknownPluginIsRefused() {
		assertThatExceptionOfType(UnknownPluginException.class)
			.isThrownBy(() -> this.streams.subscribe("absent", "progress"))
			.withMessageContaining("jira, linear");
		Publisher<PluginStreamEvent> publisher = this.streams.subscribe("linear", "progress");
		this.manager.removeWorker("linear");
		Recording subscriber = new Recording(1);
		publisher.subscribe(subscriber);
		run();
		assertThat(subscriber.failure).isInstanceOf(UnknownPluginException.class);
	}

	@Test
	void subscriberThatThrowsIsCancelledAndDoesNotAffectOthers() {
		Recording subscriber = new Recording(Long.MAX_VALUE) {

			@Override
			public void onNext(PluginStreamEvent event) {
				super.onNext(event);
				throw new IllegalStateException("Bad subscriber");
			}

		};
		this.streams.subscribe("linear", "progress").subscribe(subscriber);
		Recording other = subscribe("linear", "progress");
		emit("linear", "progress", 1);
		emit("linear", "progress", 2);
		run();
		assertThat(subscriber.seen).containsExactly("EMIT 1");
		assertThat(other.seen).containsExactly("EMIT 1", "EMIT 2");
	}

	@Test
	void subscriberIsNotInvokedOnTheThreadThatAddsEvents() {
		Recording subscriber = subscribe("linear", "progress");
		emit("linear", "progress", 1);
		assertThat(subscriber.seen).isEmpty();
		assertThat(this.tasks).hasSize(1);
	}

	private Recording subscribe(String pluginId, String channel) {
		Recording subscriber = new Recording(Long.MAX_VALUE);
		this.streams.subscribe(pluginId, channel).subscribe(subscriber);
		return subscriber;
	}

	private void emit(String pluginId, String channel, int number) {
		this.streams.onStreamEvent(new PluginStreamEvent(pluginId, Kind.EMIT, channel, null,
				JsonNodeFactory.instance.numberNode(number), false));
	}

	private void run() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

	/**
	 * Records its signals.
	 */
	static class Recording implements Subscriber<PluginStreamEvent> {

		private final long request;

		final List<String> seen = new ArrayList<>();

		@Nullable Throwable failure;

		private @Nullable Subscription subscription;

		Recording(long request) {
			this.request = request;
		}

		Subscription subscription() {
			assertThat(this.subscription).isNotNull();
			return this.subscription;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscription = subscription;
			if (this.request > 0) {
				subscription.request(this.request);
			}
		}

		@Override
		public void onNext(PluginStreamEvent event) {
			this.seen.add((event.event() != null) ? event.kind() + " " + event.event() : event.kind().toString());
		}

		@Override
		public void onError(Throwable failure) {
			this.failure = failure;
			this.seen.add("ERROR");
		}

		@Override
		public void onComplete() {
			this.seen.add("COMPLETE");
		}

	}

}
