package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.NullNode;

import io.pluginhost.handler.HostCall;

/**
 * Binds the whole params to one type.
 */
final class WholeArgument implements HandlerArgument {

	private final ArgumentType type;

	WholeArgument(ArgumentType type) {
		this.type = type;
	}

	@Override
	public @Nullable Object value(CallParams params, HostCall call) {
		if (params.isAbsent()) {
			if (this.type.isOptional()) {
				return this.type.empty();
			}
			if (this.type.takesJsonNull()) {
				return NullNode.instance;
			}
		}
		try {
			return params.readAll(this.type.reader());
		}
		catch (JacksonException ex) {
			throw BindingErrors.mismatch("", this.type.rawType(), ex, params::tree);
		}
	}

}
