package io.pluginhost.stream.support;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.UnknownPluginException;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreams;

/**
 * Publishes stream events to the subscribers of their channels. Events are added on the
 * thread that dispatches the plugin's stream events, which does not wait for subscribers;
 * each subscriber is invoked on threads of the executor. Safe for use by any thread.
 *
 * @see "docs/decisions/streams.md"
 */
public final class PublishedStreams implements PluginStreams, WorkerListener, AutoCloseable {

	/** Bytes that an event without content takes. */
	private static final long EMPTY = 128;

	private final Supplier<PluginWorkerManager> manager;

	private final ToLongFunction<String> room;

	private final Executor executor;

	/** Subscriptions by plugin, until they have ended. */
	private final Map<String, Set<StreamSubscription>> subscriptions = new ConcurrentHashMap<>();

	private volatile boolean closed;

	/**
	 * Create the publisher of all streams.
	 * @param manager returns the manager; not invoked before the first subscription
	 * @param room returns for a plugin the number of bytes of events that may wait for a
	 * subscriber
	 * @param executor runs subscribers, which may block
	 */
	public PublishedStreams(Supplier<PluginWorkerManager> manager, ToLongFunction<String> room, Executor executor) {
		this.manager = manager;
		this.room = room;
		this.executor = executor;
	}

	@Override
	public Publisher<PluginStreamEvent> subscribe(String pluginId, String channel) {
		return publisher(new StreamChannel(pluginId, Objects.requireNonNull(channel, "channel"), null));
	}

	@Override
	public Publisher<PluginStreamEvent> subscribe(String pluginId, String channel, String companyId) {
		return publisher(new StreamChannel(pluginId, Objects.requireNonNull(channel, "channel"),
				Objects.requireNonNull(companyId, "companyId")));
	}

	private Publisher<PluginStreamEvent> publisher(StreamChannel channel) {
		this.manager.get().getWorker(channel.pluginId());
		return (subscriber) -> subscribe(Objects.requireNonNull(subscriber, "subscriber"), channel);
	}

	/**
	 * Check that the plugin exists after registering the subscription, so that a removal
	 * in between is not missed.
	 */
	private void subscribe(Subscriber<? super PluginStreamEvent> subscriber, StreamChannel channel) {
		StreamSubscription subscription = add(subscriber, channel);
		subscription.begin();
		if (this.closed) {
			subscription.complete(null);
			return;
		}
		try {
			this.manager.get().getWorker(channel.pluginId());
		}
		catch (UnknownPluginException ex) {
			subscription.complete(ex);
		}
	}

	private StreamSubscription add(Subscriber<? super PluginStreamEvent> subscriber, StreamChannel channel) {
		String pluginId = channel.pluginId();
		StreamSubscription subscription = new StreamSubscription(subscriber, channel, this.room.applyAsLong(pluginId),
				this.executor, this::forget);
		this.subscriptions.compute(pluginId, (id, own) -> {
			Set<StreamSubscription> all = (own != null) ? own : ConcurrentHashMap.newKeySet();
			all.add(subscription);
			return all;
		});
		return subscription;
	}

	private void forget(StreamSubscription subscription) {
		this.subscriptions.computeIfPresent(subscription.channel().pluginId(), (id, own) -> {
			own.remove(subscription);
			return own.isEmpty() ? null : own;
		});
	}

	@Override
	public void onStreamEvent(PluginStreamEvent event) {
		Set<StreamSubscription> own = this.subscriptions.get(event.pluginId());
		if (own == null) {
			return;
		}
		long size = -1;
		for (StreamSubscription subscription : own) {
			if (subscription.channel().carries(event)) {
				size = (size < 0) ? EMPTY + size(event.event()) : size;
				subscription.take(event, size);
			}
		}
	}

	/**
	 * Return about the number of bytes that an event takes while it waits.
	 */
	private static long size(@Nullable JsonNode node) {
		if (node == null) {
			return 0;
		}
		long size = 16 + (node.isString() ? node.stringValue().length() : 0);
		for (String name : node.propertyNames()) {
			size += name.length();
		}
		for (JsonNode child : node) {
			size += size(child);
		}
		return size;
	}

	@Override
	public void onStreamsEnd(String pluginId) {
		if (this.manager.get().findWorker(pluginId).isEmpty()) {
			complete(pluginId);
		}
	}

	private void complete(String pluginId) {
		this.subscriptions.getOrDefault(pluginId, Set.of()).forEach((subscription) -> subscription.complete(null));
	}

	/**
	 * Return whether there is no subscription, and nothing kept of earlier ones.
	 */
	boolean isEmpty() {
		return this.subscriptions.isEmpty();
	}

	/**
	 * Complete all subscriptions, after the events that wait for their subscribers.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.subscriptions.keySet().forEach(this::complete);
	}

}
