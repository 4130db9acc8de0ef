package io.pluginhost.worker;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import io.pluginhost.rpc.RawJson;
import io.pluginhost.rpc.RpcCodec;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamEvent.Kind;

/**
 * The streams of one process, as far as listeners have been told of them. Owned by the
 * plugin's stream queue, so that what is open and what was told never differ, however
 * late an event comes.
 */
final class WorkerStreams {

	/** No worker has a use for more, and each is remembered until it is closed. */
	static final int MAX_OPEN = 10_000;

	private final String pluginId;

	private final RpcCodec codec;

	private final Consumer<PluginStreamEvent> listener;

	private final Consumer<String> complaint;

	private final Set<Key> open = new LinkedHashSet<>();

	private boolean ended;

	/**
	 * Create the streams of a new process.
	 * @param pluginId the plugin
	 * @param codec reads events
	 * @param listener is told; does not throw
	 * @param complaint takes what is wrong with an event that cannot be told
	 */
	WorkerStreams(String pluginId, RpcCodec codec, Consumer<PluginStreamEvent> listener, Consumer<String> complaint) {
		this.pluginId = pluginId;
		this.codec = codec;
		this.listener = listener;
		this.complaint = complaint;
	}

	/**
	 * Tell of an event. One that was held up until its process had ended comes too late.
	 */
	void tell(Kind kind, Key stream, @Nullable RawJson event) {
		if (this.ended) {
			return;
		}
		if (kind == Kind.OPEN && this.open.size() >= MAX_OPEN && !this.open.contains(stream)) {
			this.complaint.accept("streams.open with %d streams open".formatted(MAX_OPEN));
			return;
		}
		try {
			PluginStreamEvent told = new PluginStreamEvent(this.pluginId, kind, stream.channel(), stream.companyId(),
					(event != null) ? this.codec.readTree(event) : null, false);
			if (kind == Kind.OPEN) {
				this.open.add(stream);
			}
			else if (kind == Kind.CLOSE) {
				this.open.remove(stream);
			}
			this.listener.accept(told);
		}
		catch (JacksonException ex) {
			this.complaint.accept("streams.emit: " + ex.getOriginalMessage());
		}
	}

	/**
	 * Close what the process has left open.
	 */
	void end() {
		this.ended = true;
		for (Key stream : this.open) {
			this.listener.accept(
					new PluginStreamEvent(this.pluginId, Kind.CLOSE, stream.channel(), stream.companyId(), null, true));
		}
		this.open.clear();
	}

	/**
	 * Tells one stream of a worker from another.
	 *
	 * @param channel its channel
	 * @param companyId its company, if it has one
	 */
	record Key(String channel, @Nullable String companyId) {

		private static final int MAX_LENGTH = 1024;

		/**
		 * Read what names a stream.
		 * @return the stream, or {@code null} if that is no text, or a long one
		 */
		static @Nullable Key of(RawJson channel, @Nullable RawJson companyId, RpcCodec codec) {
			String name = text(channel, codec);
			if (name == null || companyId == null || companyId.isNull()) {
				return (name != null) ? new Key(name, null) : null;
			}
			String company = text(companyId, codec);
			return (company != null) ? new Key(name, company) : null;
		}

		private static @Nullable String text(RawJson json, RpcCodec codec) {
			try {
				return (json.isText() && json.length() <= MAX_LENGTH) ? codec.readTree(json).stringValue() : null;
			}
			catch (JacksonException ex) {
				return null;
			}
		}

	}

}
