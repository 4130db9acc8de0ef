package io.pluginhost.stream;

/**
 * A subscriber has been too slow for a plugin's stream, and has not been told the rest of
 * it.
 */
public class PluginStreamOverflowException extends RuntimeException {

	private final String pluginId;

	private final String channel;

	/**
	 * Create the exception.
	 * @param pluginId the plugin
	 * @param channel the channel
	 * @param limit how many bytes may wait for a subscriber
	 */
	public PluginStreamOverflowException(String pluginId, String channel, long limit) {
		super(("A subscriber to channel '%s' of plugin '%s' is too slow: more than %d bytes of events wait for it; "
				+ "request and take them faster, or raise the plugin's 'limits.max-queued-stream-bytes'")
			.formatted(channel, pluginId, limit));
		this.pluginId = pluginId;
		this.channel = channel;
	}

	/**
	 * Return the plugin whose stream it is.
	 * @return the plugin's id
	 */
	public String pluginId() {
		return this.pluginId;
	}

	/**
	 * Return the channel.
	 * @return its name
	 */
	public String channel() {
		return this.channel;
	}

}
