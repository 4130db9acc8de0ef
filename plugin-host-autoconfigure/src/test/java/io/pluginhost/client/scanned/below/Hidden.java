package io.pluginhost.client.scanned.below;

import java.util.function.Supplier;

import io.pluginhost.client.PluginClient;
import io.pluginhost.client.PluginMethod;

/**
 * A client that only its own package knows.
 */
@PluginClient("acme.hidden")
interface Hidden extends Supplier<String> {

	@PluginMethod("once")
	String once();

	@Override
	default String get() {
		return once() + once();
	}

}
