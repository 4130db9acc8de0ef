package io.pluginhost.stream.adapter;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Publisher;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreams;

/**
 * {@link PluginStreams} as server-sent events, to return from a controller method: a bean
 * where Spring MVC is present.
 * <p>
 * Each event of a stream is a message with the event's JSON as data; the beginning and
 * end of a stream are events named {@code opened} and {@code closed}. A comment is sent
 * at once and after each pause, so that browsers know that they are connected, and
 * disconnected ones are detected. A slow browser affects no other; one that is too slow
 * is disconnected, and reconnects by itself. Emitters are completed when the plugin is
 * removed, and when the application begins to close: a web server that shuts down
 * gracefully would wait for them.
 */
public final class SsePluginStreams implements ApplicationListener<ContextClosedEvent> {

	private final PluginStreams streams;

	private final Executor afterPause;

	private final Set<SseSubscriber> subscribers = ConcurrentHashMap.newKeySet();

	/**
	 * Create the adapter.
	 * @param streams the streams
	 * @param afterPause runs an action when the next comment is due, on a thread that may
	 * block
	 */
	public SsePluginStreams(PluginStreams streams, Executor afterPause) {
		this.streams = streams;
		this.afterPause = afterPause;
	}

	/**
	 * Send the events of a plugin's channel, of all companies, without end.
	 * @param pluginId the plugin
	 * @param channel the channel
	 * @return an emitter without timeout
	 * @throws io.pluginhost.UnknownPluginException if there is no such plugin
	 * @see PluginStreams#subscribe(String, String)
	 */
	public SseEmitter subscribe(String pluginId, String channel) {
		return send(this.streams.subscribe(pluginId, channel), new SseEmitter(0L));
	}

	/**
	 * Send the events of a plugin's channel for one company, without end.
	 * @param pluginId the plugin
	 * @param channel the channel
	 * @param companyId the company
	 * @return an emitter without timeout
	 * @throws io.pluginhost.UnknownPluginException if there is no such plugin
	 * @see PluginStreams#subscribe(String, String, String)
	 */
	public SseEmitter subscribe(String pluginId, String channel, String companyId) {
		return send(this.streams.subscribe(pluginId, channel, companyId), new SseEmitter(0L));
	}

	/**
	 * Send events with an emitter of the application.
	 * @param <E> the type of the emitter
	 * @param events the events, until the emitter or the publisher completes
	 * @param emitter the emitter
	 * @return the emitter
	 */
	public <E extends SseEmitter> E send(Publisher<PluginStreamEvent> events, E emitter) {
		SseSubscriber subscriber = new SseSubscriber(emitter, this.afterPause, this.subscribers::remove);
		this.subscribers.add(subscriber);
		events.subscribe(subscriber);
		return emitter;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		this.subscribers.forEach(SseSubscriber::onComplete);
	}

	/**
	 * Return the number of connected browsers.
	 */
	int count() {
		return this.subscribers.size();
	}

}
