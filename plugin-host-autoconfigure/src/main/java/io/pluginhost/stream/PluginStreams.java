package io.pluginhost.stream;

import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;

import io.pluginhost.UnknownPluginException;

/**
 * Streams of plugins, to be subscribed to one by one: a bean. Beside it every
 * {@link PluginStreamListener} is told of all of them.
 * <p>
 * A subscription is one to a channel, whatever worker fills it. It begins with the next
 * event after {@link Publisher#subscribe}, be the stream open already or not; it goes on
 * when a stream is closed and opened again, and when the worker is stopped, crashes or is
 * replaced, of which it hears as a {@linkplain PluginStreamEvent#synthetic() synthetic}
 * {@link PluginStreamEvent.Kind#CLOSE CLOSE} of what was open. It completes when the
 * plugin is removed or the application ends.
 * <p>
 * Each subscriber has a buffer and, while there is something for it, a thread of its own:
 * it may block, and may wait for calls to the same plugin. It is asked for what it
 * requests and holds up neither the worker nor other subscribers. What waits for it is
 * bounded by the plugin's {@code limits.max-queued-stream-bytes}; one that falls further
 * behind gets what is in its buffer, and then {@link PluginStreamOverflowException}.
 */
public interface PluginStreams {

	/**
	 * Make a publisher of what a plugin sends on a channel, for whichever company.
	 * @param pluginId the plugin, which need not run
	 * @param channel the channel, which need not be open
	 * @return takes any number of subscribers, who each see what comes after they came; a
	 * subscriber after the plugin has been removed fails with
	 * {@link UnknownPluginException}
	 * @throws UnknownPluginException if there is no such plugin now
	 */
	Publisher<PluginStreamEvent> subscribe(String pluginId, String channel);

	/**
	 * Make a publisher of one stream: what a plugin sends on a channel for one company
	 * and no other.
	 * @param pluginId the plugin, which need not run
	 * @param channel the channel, which need not be open
	 * @param companyId the company
	 * @return a publisher like that of {@link #subscribe(String, String)}
	 * @throws UnknownPluginException if there is no such plugin now
	 * @see Publisher#subscribe(Subscriber)
	 */
	Publisher<PluginStreamEvent> subscribe(String pluginId, String channel, String companyId);

}
