package io.pluginhost.json;

/**
 * A message would be longer than allowed. Nothing of it has been sent.
 */
public final class MessageTooLargeException extends RuntimeException {

	MessageTooLargeException(long limit) {
		super("Message is longer than limits.max-message-size, %d bytes".formatted(limit));
	}

}
