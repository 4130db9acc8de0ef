package io.pluginhost.rpc;

/**
 * What is done with a worker's own messages. Called on the thread that reads them, in
 * their order; must not block.
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
	 * Hear of a line that means nothing. The connection goes on.
	 * @param error what is wrong with it
	 * @param excerpt its beginning
	 */
	void protocolError(ProtocolError error, String excerpt);

	/**
	 * Take out of a worker's words what nobody may read who is told of its errors. May be
	 * called from any thread.
	 * @param words the words
	 * @return the words as they may be quoted
	 */
	default String redact(String words) {
		return words;
	}

}
