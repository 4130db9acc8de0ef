package io.pluginhost.autoconfigure.endpoint;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of the plugins endpoint.
 *
 * @param showValues When to show unsanitized values.
 * @param roles Roles used to determine whether a user is authorized to be shown
 * unsanitized values. When empty, all authenticated users are authorized.
 */
@ConfigurationProperties("management.endpoint.plugins")
public record PluginsEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {
}
