package io.pluginhost.json;

/**
 * A message that would be longer than allowed, refused before anything of it is sent.
 */
public final class MessageTooLargeException extends RuntimeException {

	MessageTooLargeException(long limit) {
		super("Message is longer than limits.max-message-size, %d bytes".formatted(limit));
	}

}
