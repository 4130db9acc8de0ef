package io.pluginhost.rpc;

import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

/**
 * What a protocol adds to JSON-RPC 2.0. This is the place to begin with for another
 * protocol: one that adds nothing has a dialect of its own, and no other type of this
 * package changes. What precedes and follows a message in the stream of bytes is decided
 * where bytes are read and written: a connection takes one message at a time.
 *
 * @param extension the name of a further member of messages from the worker, which is
 * passed on as it came, or {@code null} if there is none; further members of messages to
 * the worker are an argument of {@link RpcCodec#encodeRequest}
 * @param cancellation returns the line that tells the worker that the result of a call is
 * no longer needed, or {@code null} if the protocol has none; the argument is the id of
 * the call
 */
public record RpcDialect(@Nullable String extension, LongFunction<byte @Nullable []> cancellation) {

	/** JSON-RPC 2.0 with nothing added. */
	public static final RpcDialect PLAIN = new RpcDialect(null, (id) -> null);

}
