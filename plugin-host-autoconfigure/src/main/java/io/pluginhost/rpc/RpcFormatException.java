package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

/**
 * A line is not a valid message.
 */
final class RpcFormatException extends Exception {

	private final ProtocolError kind;

	private final transient @Nullable RpcId requestId;

	RpcFormatException(ProtocolError kind, String message) {
		this(kind, message, null);
	}

	RpcFormatException(ProtocolError kind, String message, @Nullable RpcId requestId) {
		super(message, null, false, false);
		this.kind = kind;
		this.requestId = requestId;
	}

	ProtocolError kind() {
		return this.kind;
	}

	/**
	 * Return the id of an invalid request, which can be answered.
	 */
	@Nullable RpcId requestId() {
		return this.requestId;
	}

}
