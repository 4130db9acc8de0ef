package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.LineContent;
import io.pluginhost.json.LineGenerator;
import io.pluginhost.json.MessageTooLargeException;

/**
 * Writes and reads the messages of JSON-RPC 2.0. Safe for use by multiple threads; never
 * blocks.
 * <p>
 * A message that it writes begins with {@code jsonrpc}, then {@code id}, then
 * {@code method}.
 *
 * @see "docs/decisions/wire-mapper.md"
 */
public final class RpcCodec {

	private final JsonCodec json;

	/**
	 * Create a codec.
	 * @param mapper reads and writes the types of the application; values of the host,
	 * configurations and trees are read and written without its modules
	 */
	public RpcCodec(JsonMapper mapper) {
		this.json = new JsonCodec(mapper);
	}

	/**
	 * Return the codec of the parts of messages.
	 * @return the codec for JSON
	 */
	public JsonCodec json() {
		return this.json;
	}

	/**
	 * Write a call.
	 * @param id the id of the call
	 * @param method the method
	 * @param extension further members of the message, or {@code null} for none
	 * @param params an object or array in JSON, or {@code null} for an empty object
	 * @param limit the maximum length of the message, in bytes
	 * @return the line, including its line feed
	 * @throws MessageTooLargeException if the message would be longer
	 * @throws JacksonException if the parameters cannot be written
	 * @throws IllegalArgumentException if they are neither object nor array
	 */
	public byte[] encodeRequest(long id, String method, @Nullable LineContent extension, @Nullable Object params,
			long limit) {
		return this.json.writeLine(limit, (json) -> {
			writeVersion(json);
			json.writeNumberProperty("id", id);
			json.writeStringProperty("method", method);
			if (extension != null) {
				extension.writeTo(json);
			}
			writeParams(json, params);
		});
	}

	/**
	 * Write a notification.
	 * @param method the method
	 * @param params an object or array in JSON, or {@code null} for an empty object
	 * @param limit the maximum length of the message, in bytes
	 * @return the line, including its line feed
	 * @throws MessageTooLargeException if the message would be longer
	 * @throws JacksonException if the parameters cannot be written
	 * @throws IllegalArgumentException if they are neither object nor array
	 */
	public byte[] encodeNotification(String method, @Nullable Object params, long limit) {
		return this.json.writeLine(limit, (json) -> {
			writeVersion(json);
			json.writeStringProperty("method", method);
			writeParams(json, params);
		});
	}

	/**
	 * Write an answer.
	 * @param id the id of the request, as it came
	 * @param result the result
	 * @param limit the maximum length of the message, in bytes
	 * @return the line, including its line feed
	 * @throws MessageTooLargeException if the message would be longer
	 * @throws JacksonException if the result cannot be written
	 */
	public byte[] encodeResult(RpcId id, @Nullable Object result, long limit) {
		return this.json.writeLine(limit, (json) -> {
			writeVersion(json);
			json.writeName("id");
			json.writeRawValue(id.json());
			json.writeName("result");
			json.writeValue(result);
		});
	}

	/**
	 * Write an error as an answer.
	 * @param id the id of the request, or {@code null} if it is not known
	 * @param error the error
	 * @param limit the maximum length of the message, in bytes
	 * @return the line, including its line feed
	 * @throws MessageTooLargeException if the message would be longer
	 * @throws JacksonException if the data of the error cannot be written
	 */
	public byte[] encodeError(@Nullable RpcId id, RpcError error, long limit) {
		return this.json.writeLine(limit, (json) -> {
			writeVersion(json);
			json.writeName("id");
			json.writeRawValue((id != null) ? id.json() : "null");
			json.writeName("error");
			json.writeStartObject();
			json.writeNumberProperty("code", error.code());
			json.writeStringProperty("message", error.message());
			if (error.data() != null) {
				json.writeName("data");
				json.writeValue(error.data());
			}
			json.writeEndObject();
		});
	}

	/**
	 * Read a line, in which any number may be the id of a call.
	 * @param envelope stands before the line, whose buffer must not be written to
	 * afterwards
	 * @return the message
	 * @throws RpcFormatException if the line is not a message
	 */
	RpcMessage decode(EnvelopeScanner envelope) throws RpcFormatException {
		envelope.scan();
		return new MessageReader(this.json, (id) -> true).read(envelope);
	}

	private static void writeParams(LineGenerator json, @Nullable Object params) {
		json.writeName("params");
		if (params == null) {
			json.writeStartObject();
			json.writeEndObject();
			return;
		}
		refuseScalar(params, json.writeValueAndGetFirst(params));
	}

	/**
	 * Check what has been written, as many types are written as a scalar.
	 */
	private static void refuseScalar(Object params, char first) {
		if (first != '{' && first != '[') {
			String kind = switch (first) {
				case '"' -> "a text";
				case 't', 'f' -> "a boolean";
				case 'n' -> "null";
				default -> "a number";
			};
			throw new IllegalArgumentException("JSON-RPC 2.0 wants an object or an array, and %s is written as %s"
				.formatted(params.getClass().getName(), kind));
		}
	}

	private static void writeVersion(LineGenerator json) {
		json.writeStringProperty("jsonrpc", "2.0");
	}

}
