package io.pluginhost.workerkit;

import java.lang.reflect.Parameter;
import java.net.URI;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;

/**
 * Binds a parameter of a worker's method: to a member of the params, or to all of them.
 * Immutable.
 */
final class Argument {

	/** Written as a single value, which params never are. */
	private static final List<Class<?>> SIMPLE = List.of(CharSequence.class, Number.class, Boolean.class,
			Character.class, Enum.class, TemporalAccessor.class, TemporalAmount.class, Date.class, UUID.class,
			URI.class, byte[].class);

	private final @Nullable String name;

	private final int position;

	private final JavaType type;

	private Argument(@Nullable String name, int position, JavaType type) {
		this.name = name;
		this.position = position;
		this.type = type;
	}

	/**
	 * Create the argument of a parameter.
	 * @param position its position among those bound by position
	 * @param alone whether no other part of the params is bound
	 * @throws IllegalArgumentException if its name is needed and not known
	 */
	static Argument of(Parameter parameter, int position, boolean alone) {
		JavaType type = Connection.JSON.constructType(parameter.getParameterizedType());
		Param param = parameter.getAnnotation(Param.class);
		if (param != null) {
			return new Argument(param.value(), position, type);
		}
		if (alone && !isSimple(type)) {
			return new Argument(null, position, type);
		}
		if (!parameter.isNamePresent()) {
			throw new IllegalArgumentException(("%s takes a part of the params by a name that its class was compiled "
					+ "without: say @Param(\"…\"), or compile with '-parameters', or take one record of all params")
				.formatted(parameter.getDeclaringExecutable()));
		}
		return new Argument(parameter.getName(), position, type);
	}

	private static boolean isSimple(JavaType type) {
		Class<?> raw = type.hasRawClass(Optional.class) ? type.containedTypeOrUnknown(0).getRawClass()
				: type.getRawClass();
		return raw.isPrimitive() || SIMPLE.stream().anyMatch((simple) -> simple.isAssignableFrom(raw));
	}

	/**
	 * Bind the argument.
	 * @throws WorkerException if the params do not match
	 */
	@Nullable Object value(JsonNode params) {
		if (this.name == null) {
			return read(params, "");
		}
		JsonNode member = params.isArray() ? params.path(this.position) : params.path(this.name);
		if (member.isMissingNode()) {
			member = Connection.JSON.nullNode();
		}
		if (member.isNull() && this.type.isPrimitive()) {
			throw new WorkerException(WorkerException.INVALID_PARAMS, "'" + this.name + "' is missing");
		}
		return read(member, "'" + this.name + "': ");
	}

	private @Nullable Object read(JsonNode json, String place) {
		try {
			return Connection.JSON.readerFor(this.type).readValue(json);
		}
		catch (JacksonException ex) {
			throw new WorkerException(WorkerException.INVALID_PARAMS, place + ex.getOriginalMessage());
		}
	}

}
