package io.pluginhost.json;

import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
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
 * Reads and writes JSON. Safe for use by multiple threads; never blocks.
 * <p>
 * In trees that it reads no number loses a digit, and no number is read as a type that
 * cannot hold it. Lines that it writes hold no line break and no white space between
 * tokens.
 */
public final class JsonCodec {

	private final JsonMapper mapper;

	/** For values without a type of the application, which no module may change. */
	private final PlainJson plain;

	private final LineWriterPool writers;

	/** For JSON that is part of a larger text, and so is not followed by its end. */
	private final JsonMapper nonTrailing;

	private final ParserPool parsers;

	private final RecentTexts names = new RecentTexts();

	/** Whether the mapper accepts all JSON that is valid. */
	private final boolean ordinary;

	/**
	 * Create a codec.
	 * @param mapper reads and writes the types of the application; values of the host,
	 * configurations and trees are read and written without its modules
	 */
	public JsonCodec(JsonMapper mapper) {
		this.mapper = mapper.rebuild()
			.disable(SerializationFeature.INDENT_OUTPUT)
			.enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
			// Not checked by the parser, which is asked for the decimal number
			.withCoercionConfig(BigInteger.class,
					(coercion) -> coercion.setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
			.build();
		this.plain = new PlainJson(this.mapper);
		this.writers = new LineWriterPool(this.mapper);
		this.nonTrailing = this.mapper.rebuild().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
		this.parsers = new ParserPool(this.nonTrailing);
		this.ordinary = StreamReadConstraints.defaults().equals(mapper.tokenStreamFactory().streamReadConstraints())
				&& !mapper.isEnabled(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
	}

	/**
	 * Write an object as a line.
	 * @param limit the maximum length of the line, in bytes
	 * @param content the members of the object
	 * @return the line, including its line feed
	 * @throws MessageTooLargeException if the line would be longer
	 * @throws JacksonException if the object cannot be written
	 */
	public byte[] writeLine(long limit, LineContent content) {
		LineWriter writer = this.writers.take();
		byte[] line = writer.write(limit, content);
		// A writer that has failed midway is not fit for another line
		this.writers.giveBack(writer);
		return line;
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
		T value = this.parsers.read(json, (parser) -> this.nonTrailing.readValue(parser, javaType));
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
	 * Read an object without the modules of the application.
	 * @param json the object in JSON
	 * @return the members: maps, lists, text, numbers, booleans and {@code null}
	 * @throws JacksonException if the JSON is not an object
	 */
	public Map<String, @Nullable Object> readObject(RawJson json) {
		return this.plain.readObject(json);
	}

	/**
	 * Write a value of the host or a configuration: maps, lists, text, numbers, booleans
	 * and JSON, without the modules of the application.
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
	 * @param wanted whether to keep a member of that name; others may be kept too
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
	 * Return a reader for a type that is read many times.
	 * @param type the type
	 * @return the reader
	 */
	public JsonReader readerFor(Type type) {
		JavaType javaType = this.mapper.constructType(type);
		return new JsonReader(this.mapper.readerFor(javaType), this.nonTrailing.readerFor(javaType), this.parsers);
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
	 * @return the text, or {@code null} if it is not a text, or not valid
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
	 * @return the text, or {@code null} if it is not a text, or not valid
	 */
	public @Nullable String name(@Nullable RawJson json) {
		String recent = (json != null && json.isText()) ? this.names.read(json) : null;
		return (recent != null) ? recent : text(json);
	}

}
