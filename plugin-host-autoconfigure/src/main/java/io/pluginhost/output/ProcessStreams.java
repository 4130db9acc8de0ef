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
 * The streams of one process: whatever it wrote is told in its order, then the end of
 * what it left open, then nothing.
 * <p>
 * Events are taken on the thread that reads stdout, which waits here if listeners are too
 * slow: that is how a worker is slowed down. One that has exited is not slowed down any
 * more, so that nothing it wrote is overtaken by its end. Told on callback threads.
 *
 * @see "docs/decisions/streams.md"
 */
public final class ProcessStreams {

	/**
	 * How much is taken without room once the process has exited: more than a pipe holds,
	 * and an end to what others write who have inherited it.
	 */
	static final long LAST_WORDS = 4 * 1024 * 1024;

	/** No worker has a use for more, and each is remembered until it is closed. */
	public static final int MAX_OPEN = 10_000;

	/** Characters of the names of all that are open. */
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

	/** Owned by the reader: how much has come since the exit. */
	private long lastWords;

	/** Owned by whoever tells, one at a time. */
	private final Set<StreamKey> open = new LinkedHashSet<>();

	/** Owned by whoever tells: how many characters their names have. */
	private long openNames;

	/** Owned by whoever tells: whether the end has been told. */
	private boolean closed;

	/**
	 * Create the streams of a new process.
	 * @param pluginId the plugin
	 * @param outbox takes what is to be told
	 * @param reader notified while the reader has to wait
	 * @param listener is told
	 * @param codec reads events
	 * @param warning takes what is wrong with an event that cannot be told
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
	 * Take an event, which until it is told is no more than the worker's bytes; waits for
	 * room while the process lives. For the reader only.
	 */
	public void take(Kind kind, String channel, @Nullable String companyId, @Nullable RawJson event, long size) {
		boolean late = this.exited;
		this.outbox.put(() -> tell(kind, channel, companyId, event), size, this.hurried, this.share, this.reader);
		if (late) {
			this.lastWords += size;
		}
	}

	/**
	 * Return for how long the reader has been waiting for room, or {@code null} if it
	 * does not.
	 */
	public @Nullable Duration pausedFor() {
		return this.reader.pausedFor();
	}

	private boolean isHurried() {
		return this.ended || (this.exited && this.lastWords < LAST_WORDS);
	}

	/**
	 * Hear that the process has exited, and the rest of what it wrote is being read.
	 */
	public void exited() {
		this.exited = true;
		this.outbox.hurry();
	}

	/**
	 * Hear that it has been read, or that nobody waits for it any more.
	 */
	public void end() {
		this.ended = true;
		this.outbox.hurry();
		this.outbox.add(this::close);
	}

	private void tell(Kind kind, String channel, @Nullable String companyId, @Nullable RawJson event) {
		if (this.closed) {
			logger.debug("A stream event of plugin '{}' came too late: its process has ended", this.pluginId);
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
		tell(new PluginStreamEvent(this.pluginId, kind, channel, companyId, content, false));
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
		this.open.forEach((stream) -> tell(
				new PluginStreamEvent(this.pluginId, Kind.CLOSE, stream.channel(), stream.companyId(), null, true)));
		this.open.clear();
	}

	private void tell(PluginStreamEvent event) {
		try {
			this.listener.accept(event);
		}
		catch (RuntimeException | Error ex) {
			logger.error("A listener to streams of plugin '{}' failed", this.pluginId, PrintableThrowable.of(ex));
		}
	}

	/**
	 * Tells one stream of a worker from another.
	 *
	 * @param channel its channel
	 * @param companyId its company, if it has one
	 */
	private record StreamKey(String channel, @Nullable String companyId) {

		int length() {
			return this.channel.length() + ((this.companyId != null) ? this.companyId.length() : 0);
		}

	}

}
