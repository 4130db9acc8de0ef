package io.pluginhost.actuate.endpoint;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * All plugins, as the endpoint shows them.
 *
 * @param plugins by id, in the order of their registration
 */
@FixedJson
public record PluginsDescriptor(Map<String, PluginDescriptor> plugins) implements OperationResponseBody {
}
