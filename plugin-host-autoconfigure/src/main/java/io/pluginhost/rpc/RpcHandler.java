package io.pluginhost.rpc;

/**
 * Takes the worker's own messages. Invoked on the thread that reads them, in their order;
 * must not block.
 */
public interface RpcHandler {

	/**
	 * Take a request.
	 * @param request the request
	 * @param responder answers it, from any thread, once
	 */
	void request(RpcMessage.Request request, RpcResponder responder);

	/**
	 * Take a notification.
	 * @param notification the notification
	 */
	void notification(RpcMessage.Notification notification);

	/**
	 * Invoked when a line is not a valid message. The connection goes on.
	 * @param error the kind of error
	 * @param excerpt the beginning of the line
	 */
	void protocolError(ProtocolError error, String excerpt);

	/**
	 * Redact the message of an error of the worker. May be invoked from any thread.
	 * @param words the message
	 * @return the message without secrets
	 */
	default String redact(String words) {
		return words;
	}

}
