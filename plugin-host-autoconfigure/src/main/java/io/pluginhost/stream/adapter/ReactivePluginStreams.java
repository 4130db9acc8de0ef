package io.pluginhost.stream.adapter;

import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreams;

/**
 * {@link PluginStreams} as {@link Flux}: a bean where Reactor is present. Subscriptions
 * are those of {@code PluginStreams}, so operators run on threads that may block.
 */
public final class ReactivePluginStreams {

	private final PluginStreams streams;

	/**
	 * Create the adapter.
	 * @param streams the streams
	 */
	public ReactivePluginStreams(PluginStreams streams) {
		this.streams = streams;
	}

	/**
	 * Return the events of a plugin's channel, of all companies.
	 * @param pluginId the plugin
	 * @param channel the channel
	 * @return the events, for any number of subscribers
	 * @throws io.pluginhost.UnknownPluginException if there is no such plugin
	 * @see PluginStreams#subscribe(String, String)
	 */
	public Flux<PluginStreamEvent> subscribe(String pluginId, String channel) {
		return JdkFlowAdapter.flowPublisherToFlux(this.streams.subscribe(pluginId, channel));
	}

	/**
	 * Return the events of a plugin's channel for one company.
	 * @param pluginId the plugin
	 * @param channel the channel
	 * @param companyId the company
	 * @return the events, for any number of subscribers
	 * @throws io.pluginhost.UnknownPluginException if there is no such plugin
	 * @see PluginStreams#subscribe(String, String, String)
	 */
	public Flux<PluginStreamEvent> subscribe(String pluginId, String channel, String companyId) {
		return JdkFlowAdapter.flowPublisherToFlux(this.streams.subscribe(pluginId, channel, companyId));
	}

}
