package io.pluginhost.rpc;

import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads messages. Safe for use by any number of threads; never blocks.
 * <p>
 * What it writes begins with {@code jsonrpc}, then {@code id}, then {@code method}, and
 * holds no line break and no white space between tokens. In trees that it reads no number
 * loses a digit, and none is read as a type that does not hold it.
 */
public final class RpcCodec {

	private final JsonMapper mapper;

	/** For what is nobody's type, of which no module shall make anything else. */
	private final PlainJson plain;

	private final LineWriters writers;

	/** For what stands among others, and so is not followed by its end. */
	private final JsonMapper amidst;

	private final KeptParsers parsers;

	private final RecentTexts names = new RecentTexts();

	/** Whether nothing that is JSON for everybody else is none for the mapper. */
	private final boolean ordinary;

	/**
	 * Create a codec.
	 * @param mapper knows how to write and read the application's types; what is the
	 * host's own, configurations and trees are written and read without its modules
	 */
	public RpcCodec(JsonMapper mapper) {
		this.mapper = mapper.rebuild()
			.disable(SerializationFeature.INDENT_OUTPUT)
			.enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
			// Not a matter of the parser, which is asked for the decimal number
			.withCoercionConfig(BigInteger.class,
					(coercion) -> coercion.setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
			.build();
		this.plain = new PlainJson(this.mapper);
		this.writers = new LineWriters(this.mapper);
		this.amidst = this.mapper.rebuild().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
		this.parsers = new KeptParsers(this.amidst);
		this.ordinary = StreamReadConstraints.defaults().equals(mapper.tokenStreamFactory().streamReadConstraints())
				&& !mapper.isEnabled(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
	}

	/**
	 * Write a call.
	 * @param id the call's id
	 * @param method the method
	 * @param invocation the invocation to be echoed, or {@code null} for none
	 * @param params an object or array in JSON, or {@code null} for an empty object
	 * @param limit the longest message allowed, in bytes
	 * @return the line, its line feed included
	 * @throws MessageTooLargeException if it would be longer
	 * @throws JacksonException if the parameters cannot be written
	 * @throws IllegalArgumentException if they are neither object nor array
	 */
	public byte[] encodeRequest(long id, String method, @Nullable Invocation invocation, @Nullable Object params,
			long limit) {
		return line(limit, (json) -> {
			json.writeNumberProperty("id", id);
			json.writeStringProperty("method", method);
			if (invocation != null) {
				json.writeName("paperclipInvocation");
				writeInvocation(json, invocation);
			}
			writeParams(json, params);
		});
	}

	/**
	 * Write a notification.
	 * @param method the method
	 * @param params an object or array in JSON, or {@code null} for an empty object
	 * @param limit the longest message allowed, in bytes
	 * @return the line, its line feed included
	 * @throws MessageTooLargeException if it would be longer
	 * @throws JacksonException if the parameters cannot be written
	 * @throws IllegalArgumentException if they are neither object nor array
	 */
	public byte[] encodeNotification(String method, @Nullable Object params, long limit) {
		return line(limit, (json) -> {
			json.writeStringProperty("method", method);
			writeParams(json, params);
		});
	}

	/**
	 * Write an answer.
	 * @param id the request's id, as it came
	 * @param result the result
	 * @param limit the longest message allowed, in bytes
	 * @return the line, its line feed included
	 * @throws MessageTooLargeException if it would be longer
	 * @throws JacksonException if the result cannot be written
	 */
	public byte[] encodeResult(RpcId id, @Nullable Object result, long limit) {
		return line(limit, (json) -> {
			json.writeName("id");
			json.writeRawValue(id.json());
			json.writeName("result");
			writeValue(json, result);
		});
	}

	/**
	 * Write an error as an answer.
	 * @param id the request's id, or {@code null} if it is not known
	 * @param error the error
	 * @param limit the longest message allowed, in bytes
	 * @return the line, its line feed included
	 * @throws MessageTooLargeException if it would be longer
	 * @throws JacksonException if the error's data cannot be written
	 */
	public byte[] encodeError(@Nullable RpcId id, RpcError error, long limit) {
		return line(limit, (json) -> {
			json.writeName("id");
			json.writeRawValue((id != null) ? id.json() : "null");
			json.writeName("error");
			json.writeStartObject();
			json.writeNumberProperty("code", error.code());
			json.writeStringProperty("message", error.message());
			if (error.data() != null) {
				json.writeName("data");
				writeValue(json, error.data());
			}
			json.writeEndObject();
		});
	}

	/**
	 * Read a line, in which any number may be the id of a call.
	 * @param envelope stands before the line, whose buffer must not be written to
	 * afterwards
	 * @return the message
	 * @throws RpcFormatException if it is none
	 */
	RpcMessage decode(EnvelopeScanner envelope) throws RpcFormatException {
		envelope.scan();
		return new MessageReader(this, (id) -> true).read(envelope);
	}

	/**
	 * Read JSON as a type.
	 * @param json the JSON
	 * @param type the type
	 * @param <T> the type
	 * @return the value, {@code null} for JSON's null
	 * @throws JacksonException if the JSON is not valid or does not fit
	 */
	public <T> @Nullable T read(RawJson json, Type type) {
		JavaType javaType = this.mapper.constructType(type);
		T value = this.parsers.read(json, (parser) -> this.amidst.readValue(parser, javaType));
		if (value != null) {
			return value;
		}
		try (JsonParser parser = PlainTextParser.of(json, this.mapper)) {
			return this.mapper.readValue(parser, javaType);
		}
		catch (NumberFormatException ex) {
			throw beyondRange(ex);
		}
	}

	/**
	 * Read JSON as a tree.
	 * @param json the JSON, or {@code null} for JSON's null
	 * @return the tree
	 * @throws JacksonException if the JSON is not valid
	 */
	public JsonNode readTree(@Nullable RawJson json) {
		if (json == null) {
			return this.mapper.nullNode();
		}
		JsonNode tree = this.parsers.read(json, this.plain::readNext);
		return (tree != null) ? tree : this.plain.readTree(json);
	}

	/**
	 * Read an object in JSON as it stands.
	 * @param json the object in JSON
	 * @return its members: maps, lists, text, numbers, booleans and {@code null}
	 * @throws JacksonException if it is none
	 */
	public Map<String, @Nullable Object> readObject(RawJson json) {
		return this.plain.readObject(json);
	}

	/**
	 * Write what is the host's own, or a configuration: maps, lists, text, numbers,
	 * booleans and JSON, of which the application's modules make nothing else.
	 * @param value the value
	 * @return the JSON
	 * @throws JacksonException if it cannot be written
	 */
	public RawJson write(Object value) {
		return this.plain.write(value);
	}

	/**
	 * Split JSON into its members or elements.
	 * @param json the JSON
	 * @return the members
	 * @throws JacksonException if the JSON is not valid
	 * @throws IllegalArgumentException if it is neither an object nor an array
	 */
	public RawMembers members(RawJson json) {
		return members(json, (name) -> true);
	}

	/**
	 * Find some members of an object.
	 * @param json the object in JSON
	 * @param wanted tells which members to keep; others may be kept too
	 * @return the members
	 * @throws JacksonException if the JSON is not valid
	 * @throws IllegalArgumentException if it is neither an object nor an array
	 */
	public RawMembers members(RawJson json, Predicate<String> wanted) {
		boolean scan = this.ordinary && json.length <= StreamReadConstraints.DEFAULT_MAX_STRING_LEN;
		RawMembers members = scan ? ScannedMembers.of(json) : null;
		if (members != null) {
			return members;
		}
		try (JsonParser parser = this.mapper.createParser(json.bytes, json.offset, json.length)) {
			return new ParsedMembers(json, parser, wanted);
		}
	}

	/**
	 * Prepare to read a type many times.
	 * @param type the type
	 * @return what reads it
	 */
	public JsonReader readerFor(Type type) {
		JavaType javaType = this.mapper.constructType(type);
		return new JsonReader(this.mapper.readerFor(javaType), this.amidst.readerFor(javaType), this.parsers);
	}

	/**
	 * An exponent of eleven digits is valid JSON, but no mapper has a number for it.
	 */
	static JacksonException beyondRange(NumberFormatException cause) {
		return DatabindException.from((JsonParser) null, "A number is beyond any range", cause);
	}

	/**
	 * Read JSON as text.
	 * @param json the JSON
	 * @return the text, or {@code null} if it is none, or not valid
	 */
	public @Nullable String text(@Nullable RawJson json) {
		if (json == null || !json.isText()) {
			return null;
		}
		String plain = json.plainText();
		if (plain != null) {
			return plain;
		}
		try {
			return this.plain.readText(json);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * Read JSON as a text that comes again and again, and is no secret.
	 * @param json the JSON
	 * @return the text, or {@code null} if it is none, or not valid
	 */
	public @Nullable String name(@Nullable RawJson json) {
		String recent = (json != null && json.isText()) ? this.names.read(json) : null;
		return (recent != null) ? recent : text(json);
	}

	private void writeInvocation(PlainTextGenerator json, Invocation invocation) {
		json.writeStartObject();
		json.writeName("id");
		json.writeString(invocation.prefix(), invocation.number());
		json.writeName("scope");
		json.writeStartObject();
		if (invocation.companyId() != null) {
			json.writeStringProperty("companyId", invocation.companyId());
		}
		json.writeEndObject();
		if (invocation.traceparent() != null) {
			json.writeStringProperty("traceparent", invocation.traceparent());
		}
		json.writeEndObject();
	}

	private void writeParams(JsonGenerator json, @Nullable Object params) {
		json.writeName("params");
		if (params == null) {
			json.writeStartObject();
			json.writeEndObject();
			return;
		}
		LineBuffer buffer = (LineBuffer) json.streamWriteOutputTarget();
		json.flush();
		int start = buffer.size();
		writeValue(json, params);
		json.flush();
		refuseScalar(params, buffer.firstOfValue(start));
	}

	/**
	 * Many a type is written as something simple, so it counts what has been written.
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

	private void writeValue(JsonGenerator json, @Nullable Object value) {
		if (value instanceof RawJson raw) {
			json.writeRawValue(raw.toString());
		}
		else {
			this.mapper.writeValue(json, value);
		}
	}

	private byte[] line(long limit, LineWriter.Members members) {
		LineWriter writer = this.writers.take();
		byte[] line = writer.write(limit, members);
		// One that has failed midway is not fit for another line
		this.writers.giveBack(writer);
		return line;
	}

}
