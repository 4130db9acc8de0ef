package io.pluginhost.protocol;

/**
 * What {@code initialize} tells a worker about its host.
 *
 * @param instanceId tells one host from another
 * @param hostVersion the application's version
 * @param apiVersion which version of the protocol's methods the host speaks
 */
public record HostInfo(String instanceId, String hostVersion, int apiVersion) {
}
