package io.pluginhost.stream.support;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.redaction.PrintableText;
import io.pluginhost.redaction.PrintableThrowable;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamOverflowException;

/**
 * One subscriber to a channel, with what waits for it. Whoever brings an event never
 * waits; the subscriber is told on threads of the executor, one at a time, and never
 * under the guard.
 */
final class StreamSubscription implements Subscription {

	private static final Logger logger = LoggerFactory.getLogger(StreamSubscription.class);

	private final StreamChannel channel;

	private final long room;

	private final Executor executor;

	private final Consumer<StreamSubscription> whenOver;

	// Guarded by this: gone with the end of the subscription
	private @Nullable Subscriber<? super PluginStreamEvent> subscriber;

	// Guarded by this
	private final Deque<Waiting> buffer = new ArrayDeque<>();

	// Guarded by this
	private long buffered;

	// Guarded by this
	private long requested;

	// Guarded by this: told at once, as the last signal
	private @Nullable Throwable misuse;

	// Guarded by this: whether nothing comes behind what is buffered
	private boolean ended;

	// Guarded by this: why, unless it ended well
	private @Nullable Throwable failure;

	// Guarded by this: whether somebody tells the subscriber, at first that it is one
	private boolean telling = true;

	/**
	 * Create a subscription, which takes events from now on.
	 * @param subscriber takes them
	 * @param channel what it has subscribed to
	 * @param room how many bytes may wait for the subscriber
	 * @param executor runs what tells the subscriber
	 * @param whenOver is told once nothing is taken any more
	 */
	StreamSubscription(Subscriber<? super PluginStreamEvent> subscriber, StreamChannel channel, long room,
			Executor executor, Consumer<StreamSubscription> whenOver) {
		this.subscriber = subscriber;
		this.channel = channel;
		this.room = room;
		this.executor = executor;
		this.whenOver = whenOver;
	}

	StreamChannel channel() {
		return this.channel;
	}

	/**
	 * Introduce itself to the subscriber, before it is told anything else.
	 */
	void begin() {
		Subscriber<? super PluginStreamEvent> subscriber = current();
		try {
			if (subscriber != null) {
				subscriber.onSubscribe(this);
			}
		}
		catch (RuntimeException | Error ex) {
			giveUp(ex);
		}
		synchronized (this) {
			this.telling = false;
		}
		tell();
	}

	private synchronized @Nullable Subscriber<? super PluginStreamEvent> current() {
		return this.subscriber;
	}

	/**
	 * Take an event; one that finds nothing waiting always fits.
	 */
	void take(PluginStreamEvent event, long size) {
		synchronized (this) {
			if (this.ended || this.subscriber == null) {
				return;
			}
			if (this.buffer.isEmpty() || this.buffered + size <= this.room) {
				this.buffer.add(new Waiting(event, size));
				this.buffered += size;
			}
			else {
				end(new PluginStreamOverflowException(this.channel.pluginId(), this.channel.name(), this.room));
			}
		}
		tell();
	}

	/**
	 * End behind what is buffered.
	 */
	void complete(@Nullable Throwable failure) {
		synchronized (this) {
			if (!this.ended) {
				end(failure);
			}
		}
		tell();
	}

	private void end(@Nullable Throwable failure) {
		this.ended = true;
		this.failure = failure;
	}

	@Override
	public void request(long count) {
		synchronized (this) {
			if (count <= 0) {
				this.misuse = new IllegalArgumentException(
						"A subscriber must request 1 or more, and not %d (§3.9 of Reactive Streams)".formatted(count));
			}
			else {
				long sum = this.requested + count;
				this.requested = (sum > 0) ? sum : Long.MAX_VALUE;
			}
		}
		tell();
	}

	@Override
	public void cancel() {
		synchronized (this) {
			this.subscriber = null;
			this.buffer.clear();
			this.buffered = 0;
		}
		this.whenOver.accept(this);
	}

	/**
	 * Have the subscriber told what it may be told, unless somebody is about it.
	 */
	private void tell() {
		synchronized (this) {
			if (this.telling || !isNews()) {
				return;
			}
			this.telling = true;
		}
		try {
			this.executor.execute(this::tellAll);
		}
		catch (RuntimeException | Error ex) {
			giveUp(ex);
		}
	}

	/** Under the guard. */
	private boolean isNews() {
		return this.subscriber != null
				&& (this.misuse != null || (this.buffer.isEmpty() ? this.ended : this.requested > 0));
	}

	private void tellAll() {
		try {
			Runnable signal = next();
			while (signal != null) {
				signal.run();
				signal = next();
			}
		}
		catch (RuntimeException | Error ex) {
			giveUp(ex);
		}
	}

	/**
	 * Return the next signal, or say that nobody tells any more.
	 */
	private synchronized @Nullable Runnable next() {
		Subscriber<? super PluginStreamEvent> subscriber = this.subscriber;
		if (subscriber == null || !isNews()) {
			this.telling = false;
			return null;
		}
		Waiting waiting = (this.misuse == null) ? this.buffer.poll() : null;
		if (waiting != null) {
			this.buffered -= waiting.size();
			this.requested -= (this.requested != Long.MAX_VALUE) ? 1 : 0;
			return () -> subscriber.onNext(waiting.event());
		}
		Throwable failure = (this.misuse != null) ? this.misuse : this.failure;
		return () -> {
			cancel();
			if (failure != null) {
				subscriber.onError(failure);
			}
			else {
				subscriber.onComplete();
			}
		};
	}

	/**
	 * A subscriber that throws has cancelled (§2.13).
	 */
	private void giveUp(Throwable failure) {
		logger.error("A subscriber to channel '{}' of plugin '{}' failed and is told nothing any more",
				PrintableText.escape(this.channel.name()), this.channel.pluginId(), PrintableThrowable.of(failure));
		cancel();
	}

	/**
	 * What waits for the subscriber.
	 *
	 * @param event the event
	 * @param size what it takes of the room
	 */
	private record Waiting(PluginStreamEvent event, long size) {
	}

}
