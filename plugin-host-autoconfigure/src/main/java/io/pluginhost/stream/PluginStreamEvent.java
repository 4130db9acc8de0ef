package io.pluginhost.stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.pluginhost.redaction.PrintableText;

/**
 * One event of a worker's stream. A stream is told by its channel and company.
 *
 * @param pluginId the plugin's id
 * @param kind what happened
 * @param channel the channel
 * @param companyId the company, if the stream belongs to one
 * @param event what the worker emitted, for {@link Kind#EMIT}
 * @param synthetic whether the host made this event: the {@link Kind#CLOSE} of a stream
 * whose worker ended
 */
public record PluginStreamEvent(String pluginId, Kind kind, String channel, @Nullable String companyId,
		@Nullable JsonNode event, boolean synthetic) {

	/**
	 * Return the event as it may be printed: control characters of the worker's words are
	 * escaped.
	 */
	@Override
	public String toString() {
		return PrintableText.print("PluginStreamEvent[pluginId=" + this.pluginId + ", kind=" + this.kind + ", channel="
				+ this.channel + ", companyId=" + this.companyId + ", event=" + this.event + ", synthetic="
				+ this.synthetic + "]");
	}

	/**
	 * What happened to a stream.
	 */
	public enum Kind {

		/**
		 * The worker opened the stream.
		 */
		OPEN,

		/**
		 * The worker emitted an event.
		 */
		EMIT,

		/**
		 * The stream ended.
		 */
		CLOSE

	}

}
