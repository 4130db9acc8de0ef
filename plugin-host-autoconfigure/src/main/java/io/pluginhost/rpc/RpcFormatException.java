package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

/**
 * A line that is no message.
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
	 * The id of what was meant as a request and can be answered as invalid.
	 */
	@Nullable RpcId requestId() {
		return this.requestId;
	}

}
