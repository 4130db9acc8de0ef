package io.pluginhost.protocol;

import java.util.Map;

/**
 * A message to be sent to a worker.
 *
 * @param method the method
 * @param params the parameters: maps, lists, text, numbers, booleans and JSON
 */
public record ProtocolMessage(String method, Object params) {

	ProtocolMessage(String method) {
		this(method, Map.of());
	}

}
