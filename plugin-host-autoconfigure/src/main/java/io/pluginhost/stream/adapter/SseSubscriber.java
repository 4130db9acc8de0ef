package io.pluginhost.stream.adapter;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamEvent.Kind;

/**
 * Sends the events of a stream to one browser, one after the other. Blocks the
 * subscription's thread, or that of the comments, while the browser is slow.
 */
final class SseSubscriber implements Subscriber<PluginStreamEvent> {

	private final SseEmitter emitter;

	private final Executor afterPause;

	private final Consumer<SseSubscriber> whenOver;

	private volatile @Nullable Subscription subscription;

	private volatile boolean over;

	SseSubscriber(SseEmitter emitter, Executor afterPause, Consumer<SseSubscriber> whenOver) {
		this.emitter = emitter;
		this.afterPause = afterPause;
		this.whenOver = whenOver;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		this.emitter.onTimeout(this::onComplete);
		this.emitter.onError((failure) -> end());
		this.emitter.onCompletion(this::end);
		giveSignOfLife();
		subscription.request(1);
	}

	private void giveSignOfLife() {
		send(SseEmitter.event().comment("here"));
		if (!this.over) {
			this.afterPause.execute(() -> {
				if (!this.over) {
					giveSignOfLife();
				}
			});
		}
	}

	@Override
	public void onNext(PluginStreamEvent event) {
		send(toServerSentEvent(event));
		Subscription subscription = this.subscription;
		if (subscription != null) {
			subscription.request(1);
		}
	}

	private static SseEventBuilder toServerSentEvent(PluginStreamEvent event) {
		if (event.kind() == Kind.EMIT) {
			return SseEmitter.event().data(String.valueOf(event.event()), MediaType.TEXT_PLAIN);
		}
		return SseEmitter.event()
			.name((event.kind() == Kind.OPEN) ? "opened" : "closed")
			.data("{\"synthetic\":%s}".formatted(event.synthetic()), MediaType.TEXT_PLAIN);
	}

	private void send(SseEventBuilder event) {
		try {
			this.emitter.send(event);
		}
		catch (IOException | IllegalStateException ex) {
			// The browser has disconnected, or received the end
			end();
		}
	}

	@Override
	public void onError(Throwable failure) {
		end();
		this.emitter.completeWithError(failure);
	}

	@Override
	public void onComplete() {
		end();
		this.emitter.complete();
	}

	private void end() {
		this.over = true;
		this.whenOver.accept(this);
		Subscription subscription = this.subscription;
		if (subscription != null) {
			subscription.cancel();
		}
	}

}
