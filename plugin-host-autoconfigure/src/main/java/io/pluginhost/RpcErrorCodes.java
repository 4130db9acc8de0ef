package io.pluginhost;

/**
 * Error codes on the wire: those of JSON-RPC 2.0, section 5.1, and those this protocol
 * adds in the range the specification leaves to implementations.
 */
public final class RpcErrorCodes {

	/**
	 * Invalid JSON was received.
	 */
	public static final int PARSE_ERROR = -32700;

	/**
	 * The JSON received is no valid request.
	 */
	public static final int INVALID_REQUEST = -32600;

	/**
	 * There is no such method, or no handler for it.
	 */
	public static final int METHOD_NOT_FOUND = -32601;

	/**
	 * The parameters do not bind or do not validate.
	 */
	public static final int INVALID_PARAMS = -32602;

	/**
	 * The handler failed.
	 */
	public static final int INTERNAL_ERROR = -32603;

	/**
	 * The other side is not available, or too busy to take the call.
	 */
	public static final int UNAVAILABLE = -32000;

	/**
	 * The plugin has not been granted the capability.
	 */
	public static final int CAPABILITY_DENIED = -32001;

	/**
	 * The worker failed while it worked on the call.
	 */
	public static final int WORKER_ERROR = -32002;

	/**
	 * No answer came in time.
	 */
	public static final int TIMEOUT = -32003;

	/**
	 * The worker knows the method but does not implement it.
	 */
	public static final int NOT_IMPLEMENTED = -32004;

	/**
	 * The call tried to leave the scope of the invocation it belongs to.
	 */
	public static final int SCOPE_DENIED = -32005;

	/**
	 * The worker has cancelled the request, as the Language Server Protocol numbers it.
	 */
	public static final int CANCELLED = -32800;

	/**
	 * Anything else.
	 */
	public static final int UNKNOWN = -32099;

	private RpcErrorCodes() {
	}

}
