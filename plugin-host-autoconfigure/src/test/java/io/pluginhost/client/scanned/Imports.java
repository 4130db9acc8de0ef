package io.pluginhost.client.scanned;

import io.pluginhost.client.ImportPluginClients;

/**
 * Imports the clients of its own package.
 */
@ImportPluginClients
public class Imports {

}
