package io.pluginhost.params;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;

/**
 * One parameter of a Java method, as a part of a call's params or as all of them.
 *
 * @param parameter the parameter
 * @param type its type, with the generics of the class that has the method resolved
 * @param simple whether it is written as a single value in JSON
 * @param name the member of the params it is, {@code null} if it is the whole params
 */
public record MethodParam(MethodParameter parameter, Type type, boolean simple, @Nullable String name) {

	/**
	 * Tell whether this is the whole params.
	 * @return whether it is
	 */
	public boolean isWhole() {
		return this.name == null;
	}

}
