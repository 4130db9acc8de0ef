package io.pluginhost.handler.support;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A host method of a bean.
 *
 * @param beanName the bean
 * @param beanType the bean's class, without proxies
 * @param method the method of that class or its interfaces
 */
record HandlerMethod(String beanName, Class<?> beanType, Method method) {

	InvalidHostHandlerException invalid(String why, String action) {
		return invalid(why, action, null);
	}

	InvalidHostHandlerException invalid(String why, String action, @Nullable Throwable cause) {
		return new InvalidHostHandlerException("Host handler " + this + " " + why + ".", action + ".", cause);
	}

	@Override
	public String toString() {
		String parameters = Arrays.stream(this.method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", "));
		return "%s.%s(%s) of bean '%s'".formatted(this.beanType.getName(), this.method.getName(), parameters,
				this.beanName);
	}

}
