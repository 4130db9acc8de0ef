package io.pluginhost.rpc;

import java.util.Objects;
import java.util.function.LongPredicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.RpcErrorCodes;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.RawJson;
import io.pluginhost.rpc.EnvelopeScanner.Member;

/**
 * Recognizes the kind of message that an object is. Members that are null count as
 * absent, except a result. What could be an answer or something else, or lacks the mark
 * of a message, is an answer if a call waits for it: nothing that a caller waits for is
 * left aside. Safe for use by any thread.
 */
final class MessageReader {

	private final JsonCodec codec;

	private final LongPredicate waiting;

	/**
	 * Create a reader.
	 * @param codec reads the parts
	 * @param waiting returns whether a call of that id waits for its answer
	 */
	MessageReader(JsonCodec codec, LongPredicate waiting) {
		this.codec = codec;
		this.waiting = waiting;
	}

	/**
	 * Return what has been scanned as a message.
	 * @param envelope has scanned an object
	 * @return the message
	 * @throws RpcFormatException if the object is not a message
	 */
	RpcMessage read(EnvelopeScanner envelope) throws RpcFormatException {
		RawJson id = envelope.get(Member.ID);
		boolean asks = envelope.isThere(Member.METHOD);
		boolean fails = envelope.isThere(Member.ERROR)
				&& !(envelope.has(Member.RESULT) && envelope.isWord(Member.ERROR, "false"));
		boolean answers = fails || envelope.isThere(Member.RESULT) || (!asks && envelope.has(Member.RESULT));
		if (!isMarked(envelope) && ((asks && !answers) || !isWaiting(id))) {
			throw new RpcFormatException(ProtocolError.INVALID_MESSAGE, "\"jsonrpc\" is not \"2.0\"",
					(asks && !answers) ? id(id) : null);
		}
		if (asks && !(answers && isWaiting(id))) {
			return incoming(envelope, id);
		}
		if (fails) {
			return new RpcMessage.Failure(id(id), error(Objects.requireNonNull(envelope.get(Member.ERROR))));
		}
		if (answers && id != null && isId(id)) {
			return new RpcMessage.Result(id, Objects.requireNonNull(envelope.get(Member.RESULT)));
		}
		return incomplete(envelope, id);
	}

	private RpcMessage incomplete(EnvelopeScanner envelope, @Nullable RawJson id) throws RpcFormatException {
		if (envelope.isThere(Member.PARAMS) && !isWaiting(id)) {
			throw new RpcFormatException(ProtocolError.INVALID_MESSAGE, "a request without a method", id(id));
		}
		if (id != null && id.asLong() >= 0) {
			return new RpcMessage.Failure(id(id),
					new RpcError(RpcErrorCodes.UNKNOWN, "The worker's answer has neither result nor error"));
		}
		if (envelope.has(Member.RESULT)) {
			throw new RpcFormatException(ProtocolError.INVALID_MESSAGE, "an answer without an id");
		}
		throw new RpcFormatException(ProtocolError.INVALID_MESSAGE, "neither method, result nor error", id(id));
	}

	static boolean isMarked(EnvelopeScanner envelope) {
		return envelope.isText(Member.JSONRPC, "2.0") || envelope.isWord(Member.JSONRPC, "2.0")
				|| envelope.isWord(Member.JSONRPC, "2");
	}

	private boolean isWaiting(@Nullable RawJson id) {
		long number = (id != null) ? id.asLong() : -1;
		return number >= 0 && this.waiting.test(number);
	}

	private RpcMessage incoming(EnvelopeScanner envelope, @Nullable RawJson idJson) throws RpcFormatException {
		RpcId id = id(idJson);
		String method = this.codec.name(envelope.get(Member.METHOD));
		if (method == null) {
			throw new RpcFormatException(ProtocolError.INVALID_MESSAGE, "\"method\" is no text", id);
		}
		RawJson params = envelope.get(Member.PARAMS);
		if (params != null && params.isNull()) {
			params = null;
		}
		RawJson extension = envelope.get(Member.EXTENSION);
		if (id != null) {
			return new RpcMessage.Request(id, method, params, extension);
		}
		if (idJson != null && !idJson.isNull()) {
			throw new RpcFormatException(ProtocolError.INVALID_MESSAGE, "\"id\" is neither number nor text");
		}
		return new RpcMessage.Notification(method, params, extension);
	}

	private RpcError error(RawJson json) {
		try {
			JsonNode error = this.codec.readTree(json);
			if (error.isObject() && error.path("code").canConvertToInt()) {
				JsonNode data = error.get("data");
				return new RpcError(error.path("code").intValue(), error.path("message").asString(""), data);
			}
			return new RpcError(RpcErrorCodes.UNKNOWN, error.isString() ? error.stringValue() : error.toString());
		}
		catch (JacksonException ex) {
			return new RpcError(RpcErrorCodes.UNKNOWN, "The worker's error cannot be read: " + ex.getOriginalMessage());
		}
	}

	static @Nullable RpcId id(@Nullable RawJson json) {
		return (json != null && isId(json)) ? new RpcId(json.toString()) : null;
	}

	private static boolean isId(RawJson json) {
		return json.isText() || json.isNumber();
	}

}
