package io.pluginhost.rpc;

import io.pluginhost.json.RawJson;

/**
 * The id of a message, as the JSON text that was received, so that the answer can have
 * the same.
 *
 * @param json a JSON number or string
 */
public record RpcId(String json) {

	/**
	 * Return the number of the host's own call that the id names. JSON-RPC 2.0 wants ids
	 * back as they were sent; workers that answer {@code "1"} to 1 are understood all the
	 * same.
	 * @return the number, or −1 if it cannot be one of the host's
	 */
	public long asLong() {
		return RawJson.of(this.json).asLong();
	}

}
