package io.pluginhost.output;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.concurrent.Outbox;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;
import io.pluginhost.redaction.PrintableThrowable;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamEvent.Kind;

/**
 * The streams of one process. Its events are delivered in order, then a synthetic CLOSE
 * of each open stream, then nothing.
 * <p>
 * Events are added on the thread that reads stdout, which waits if listeners are too
 * slow: this is the back-pressure on the worker. It does not wait once the process has
 * exited, so that everything it wrote is delivered before its end. Listeners are invoked
 * on callback threads, one at a time.
 *
 * @see "docs/decisions/streams.md"
 */
public final class ProcessStreams {

	/**
	 * Bytes accepted without room once the process has exited: more than a pipe holds,
	 * but a bound for processes that have inherited the pipe and still write.
	 */
	static final long MAX_AFTER_EXIT = 4 * 1024 * 1024;

	/** Maximum number of open streams, because each is kept until it is closed. */
	public static final int MAX_OPEN = 10_000;

	/** Maximum number of characters of the names of all open streams. */
	public static final int MAX_NAMES = 2_000_000;

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private final String pluginId;

	private final Outbox<Runnable> outbox;

	private final Outbox.Share share = new Outbox.Share();

	private final PausedReader reader;

	private final Consumer<PluginStreamEvent> listener;

	private final JsonCodec codec;

	private final Consumer<String> warning;

	private final BooleanSupplier hurried = this::isHurried;

	private volatile boolean exited;

	private volatile boolean ended;

	/** Owned by the reader: bytes added since the exit. */
	private long bytesAfterExit;

	/** Owned by the delivering thread, one at a time. */
	private final Set<StreamKey> open = new LinkedHashSet<>();

	/** Owned by the delivering thread: the number of characters of their names. */
	private long openNames;

	/** Owned by the delivering thread: whether the end has been delivered. */
	private boolean closed;

	/**
	 * Create the streams of a new process.
	 * @param pluginId the plugin
	 * @param outbox delivers the events
	 * @param reader notified while the reader has to wait
	 * @param listener receives the events
	 * @param codec reads the events
	 * @param warning receives what is wrong with an event that cannot be delivered
	 */
	ProcessStreams(String pluginId, Outbox<Runnable> outbox, PausedReader reader, Consumer<PluginStreamEvent> listener,
			JsonCodec codec, Consumer<String> warning) {
		this.pluginId = pluginId;
		this.outbox = outbox;
		this.reader = reader;
		this.listener = listener;
		this.codec = codec;
		this.warning = warning;
	}

	/**
	 * Add an event, which is kept as bytes until it is delivered. Waits for room while
	 * the process runs. Invoked by the reader only.
	 */
	public void take(Kind kind, String channel, @Nullable String companyId, @Nullable RawJson event, long size) {
		boolean late = this.exited;
		this.outbox.put(() -> deliver(kind, channel, companyId, event), size, this.hurried, this.share, this.reader);
		if (late) {
			this.bytesAfterExit += size;
		}
	}

	/**
	 * Return how long the reader has been waiting for room, or {@code null} if it is not.
	 */
	public @Nullable Duration pausedFor() {
		return this.reader.pausedFor();
	}

	private boolean isHurried() {
		return this.ended || (this.exited && this.bytesAfterExit < MAX_AFTER_EXIT);
	}

	/**
	 * Invoked when the process has exited, while the rest of its output is read.
	 */
	public void exited() {
		this.exited = true;
		this.outbox.hurry();
	}

	/**
	 * Invoked when the output has been read, or is no longer waited for.
	 */
	public void end() {
		this.ended = true;
		this.outbox.hurry();
		this.outbox.add(this::close);
	}

	private void deliver(Kind kind, String channel, @Nullable String companyId, @Nullable RawJson event) {
		if (this.closed) {
			logger.debug("Ignoring a stream event of plugin '{}': its process has ended", this.pluginId);
			return;
		}
		if (kind == Kind.OPEN && !open(new StreamKey(channel, companyId))) {
			this.warning.accept("streams.open with %d streams open".formatted(this.open.size()));
			return;
		}
		JsonNode content;
		try {
			content = (event != null) ? this.codec.readTree(event) : null;
		}
		catch (JacksonException ex) {
			this.warning.accept("streams.emit: " + ex.getOriginalMessage());
			return;
		}
		if (kind == Kind.CLOSE) {
			StreamKey stream = new StreamKey(channel, companyId);
			this.openNames -= this.open.remove(stream) ? stream.length() : 0;
		}
		deliver(new PluginStreamEvent(this.pluginId, kind, channel, companyId, content, false));
	}

	private boolean open(StreamKey stream) {
		if (this.open.contains(stream)) {
			return true;
		}
		if (this.open.size() >= MAX_OPEN || this.openNames + stream.length() > MAX_NAMES) {
			return false;
		}
		this.openNames += stream.length();
		return this.open.add(stream);
	}

	private void close() {
		this.closed = true;
		this.open.forEach((stream) -> deliver(
				new PluginStreamEvent(this.pluginId, Kind.CLOSE, stream.channel(), stream.companyId(), null, true)));
		this.open.clear();
	}

	private void deliver(PluginStreamEvent event) {
		try {
			this.listener.accept(event);
		}
		catch (RuntimeException | Error ex) {
			logger.error("A listener to streams of plugin '{}' failed", this.pluginId, PrintableThrowable.of(ex));
		}
	}

	/**
	 * Identifies a stream of a worker.
	 *
	 * @param channel the channel
	 * @param companyId the company, or {@code null}
	 */
	private record StreamKey(String channel, @Nullable String companyId) {

		int length() {
			return this.channel.length() + ((this.companyId != null) ? this.companyId.length() : 0);
		}

	}

}
