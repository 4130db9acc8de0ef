package io.pluginhost.handler.support;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import io.pluginhost.handler.HostCall;

/**
 * Rejects host methods whose parameters or return value cannot be JSON in one message,
 * which would fail with the first call.
 */
final class HandlerSignature {

	private static final List<Class<?>> BYTES_OR_TEXT = List.of(InputStream.class, OutputStream.class, Reader.class,
			Writer.class);

	private HandlerSignature() {
	}

	static void check(HandlerMethod handler) {
		Class<?>[] parameters = handler.method().getParameterTypes();
		for (Class<?> type : parameters) {
			if (isStream(type) || BaseStream.class.isAssignableFrom(type)) {
				throw handler.invalid("takes %s, which cannot be read from JSON".formatted(words(type)),
						"Take a List, a String, or a byte[] (Base64 in JSON)");
			}
		}
		if (Arrays.stream(parameters).filter(HostCall.class::equals).count() > 1) {
			throw handler.invalid("takes more than one HostCall, but there is only one", "Remove all but one of them");
		}
		checkResult(handler, handler.method().getReturnType());
	}

	/**
	 * A {@code java.util.stream.Stream} is written as an array; other streams are not.
	 */
	private static void checkResult(HandlerMethod handler, Class<?> type) {
		if (isStream(type)) {
			throw handler.invalid("returns %s, which cannot be written as JSON".formatted(words(type)),
					"Return a String, or a byte[] (Base64 in JSON)");
		}
		if (Flow.Publisher.class.isAssignableFrom(type)) {
			throw handler.invalid("returns %s, but a call has one result".formatted(words(type)),
					"Return a List, or a CompletableFuture of one");
		}
		if (Future.class.isAssignableFrom(type) && !CompletionStage.class.isAssignableFrom(type)) {
			throw handler.invalid("returns %s, which is not supported".formatted(words(type)),
					"Return a CompletableFuture");
		}
	}

	private static boolean isStream(Class<?> type) {
		return BYTES_OR_TEXT.stream().anyMatch((stream) -> stream.isAssignableFrom(type));
	}

	private static String words(Class<?> type) {
		return (("AEIOU".indexOf(type.getSimpleName().charAt(0)) >= 0) ? "an " : "a ") + type.getSimpleName();
	}

}
