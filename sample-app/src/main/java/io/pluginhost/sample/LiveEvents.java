package io.pluginhost.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Sends events to all open pages, as server-sent events. Sent in order on a thread of its
 * own: publishing does not wait for browsers.
 */
@RestController
class LiveEvents {

	private static final int MAX_SUBSCRIBERS = 100;

	/** Browsers reconnect by themselves; emitters of disconnected ones are removed. */
	private static final Duration TIMEOUT = Duration.ofMinutes(10);

	private final List<SseEmitter> subscribers = new CopyOnWriteArrayList<>();

	private final ExecutorService sender = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
			new ArrayBlockingQueue<>(1000), (task) -> new Thread(task, "live-events"),
			new ThreadPoolExecutor.DiscardOldestPolicy());

	@GetMapping(path = "/api/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter subscribe() {
		if (this.subscribers.size() >= MAX_SUBSCRIBERS) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Too many open pages");
		}
		SseEmitter subscriber = new SseEmitter(TIMEOUT.toMillis());
		subscriber.onTimeout(subscriber::complete);
		subscriber.onCompletion(() -> this.subscribers.remove(subscriber));
		this.subscribers.add(subscriber);
		this.sender.execute(() -> send(subscriber, SseEmitter.event().name("connected").data("{}")));
		return subscriber;
	}

	/**
	 * Send an event to all browsers.
	 */
	void publish(String name, Object data) {
		this.sender.execute(() -> this.subscribers
			.forEach((subscriber) -> send(subscriber, SseEmitter.event().name(name).data(data))));
	}

	private void send(SseEmitter subscriber, SseEmitter.SseEventBuilder event) {
		try {
			subscriber.send(event);
		}
		catch (IOException | IllegalStateException ex) {
			// The browser has disconnected
			this.subscribers.remove(subscriber);
		}
	}

	/**
	 * End the streams, for which a web server that shuts down gracefully would wait.
	 */
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.sender.shutdownNow();
		this.subscribers.forEach(SseEmitter::complete);
	}

}
