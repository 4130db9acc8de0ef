package io.pluginhost.stream.support;

import org.jspecify.annotations.Nullable;

import io.pluginhost.stream.PluginStreamEvent;

/**
 * A channel of a subscription.
 *
 * @param pluginId the plugin
 * @param name the name of its channel
 * @param companyId the only company, or {@code null} for all
 */
record StreamChannel(String pluginId, String name, @Nullable String companyId) {

	boolean carries(PluginStreamEvent event) {
		return this.pluginId.equals(event.pluginId()) && this.name.equals(event.channel())
				&& (this.companyId == null || this.companyId.equals(event.companyId()));
	}

}
