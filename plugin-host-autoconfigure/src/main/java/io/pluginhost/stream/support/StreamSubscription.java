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
 * A subscriber to a channel, with the events that wait for it. Adding an event does not
 * block; the subscriber is invoked on threads of the executor, one at a time, and never
 * under the guard. Guarded by itself.
 */
final class StreamSubscription implements Subscription {

	private static final Logger logger = LoggerFactory.getLogger(StreamSubscription.class);

	private final StreamChannel channel;

	private final long room;

	private final Executor executor;

	private final Consumer<StreamSubscription> whenOver;

	// Guarded by this: null once the subscription has ended
	private @Nullable Subscriber<? super PluginStreamEvent> subscriber;

	// Guarded by this
	private final Deque<Waiting> buffer = new ArrayDeque<>();

	// Guarded by this
	private long buffered;

	// Guarded by this
	private long requested;

	// Guarded by this: signalled at once, as the last signal
	private @Nullable Throwable misuse;

	// Guarded by this: whether the buffered events are the last
	private boolean ended;

	// Guarded by this: the failure, if there is one
	private @Nullable Throwable failure;

	// Guarded by this: whether a thread invokes the subscriber, at first onSubscribe
	private boolean signalling = true;

	/**
	 * Create a subscription, which accepts events from now on.
	 * @param subscriber receives them
	 * @param channel its channel
	 * @param room the number of bytes that may wait for the subscriber
	 * @param executor invokes the subscriber
	 * @param whenOver invoked when no more events are accepted
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
	 * Invoke {@code onSubscribe}, before any other signal.
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
			this.signalling = false;
		}
		signal();
	}

	private synchronized @Nullable Subscriber<? super PluginStreamEvent> current() {
		return this.subscriber;
	}

	/**
	 * Add an event. It is always accepted if no other waits.
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
		signal();
	}

	/**
	 * Complete after the buffered events.
	 */
	void complete(@Nullable Throwable failure) {
		synchronized (this) {
			if (!this.ended) {
				end(failure);
			}
		}
		signal();
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
		signal();
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
	 * Have the subscriber invoked, unless a thread does so.
	 */
	private void signal() {
		synchronized (this) {
			if (this.signalling || !hasSignal()) {
				return;
			}
			this.signalling = true;
		}
		try {
			this.executor.execute(this::signalAll);
		}
		catch (RuntimeException | Error ex) {
			giveUp(ex);
		}
	}

	/** Invoked under the guard. */
	private boolean hasSignal() {
		return this.subscriber != null
				&& (this.misuse != null || (this.buffer.isEmpty() ? this.ended : this.requested > 0));
	}

	private void signalAll() {
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
	 * Return the next signal, or {@code null} when the thread is done.
	 */
	private synchronized @Nullable Runnable next() {
		Subscriber<? super PluginStreamEvent> subscriber = this.subscriber;
		if (subscriber == null || !hasSignal()) {
			this.signalling = false;
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
	 * Cancel the subscription of a subscriber that throws (§2.13).
	 */
	private void giveUp(Throwable failure) {
		logger.error("A subscriber to channel '{}' of plugin '{}' failed, and its subscription is cancelled",
				PrintableText.escape(this.channel.name()), this.channel.pluginId(), PrintableThrowable.of(failure));
		cancel();
	}

	/**
	 * An event that waits for the subscriber.
	 *
	 * @param event the event
	 * @param size the number of bytes it takes
	 */
	private record Waiting(PluginStreamEvent event, long size) {
	}

}
