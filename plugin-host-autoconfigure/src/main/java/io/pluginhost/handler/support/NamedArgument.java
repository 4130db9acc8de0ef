package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import io.pluginhost.handler.HostCall;
import io.pluginhost.json.RawJson;

/**
 * Binds one member of the params, by name or, if the params are an array, by position.
 */
final class NamedArgument implements HandlerArgument {

	private final String name;

	private final int position;

	private final ArgumentType type;

	NamedArgument(String name, int position, ArgumentType type) {
		this.name = name;
		this.position = position;
		this.type = type;
	}

	@Override
	public @Nullable Object value(CallParams params, HostCall call) {
		RawJson member = params.get(this.name, this.position);
		Object value = null;
		if (member != null && (!member.isNull() || this.type.takesJsonNull())) {
			try {
				value = this.type.reader().read(member);
			}
			catch (JacksonException ex) {
				throw BindingErrors.mismatch(this.name, this.type.rawType(), ex, () -> params.tree(member));
			}
		}
		if (value == null && this.type.isRequired()) {
			throw BindingErrors.missing(this.name, this.type.rawType());
		}
		return (value != null) ? value : this.type.empty();
	}

	@Override
	public String path() {
		return this.name;
	}

}
