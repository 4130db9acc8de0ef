package io.pluginhost.handler.support;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.GenericTypeResolver;
import org.springframework.util.ClassUtils;

import io.pluginhost.handler.HostCall;

/**
 * Registers the reflection that a bean's host methods need in a native image: the
 * methods, and the types they bind and return as JSON.
 */
class HostHandlerAotProcessor implements BeanRegistrationAotProcessor {

	private final BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> type = ClassUtils.getUserClass(bean.getBeanType().toClass());
		Set<Method> methods = HostHandlerFinder.methods(bean.getBeanName(), type).keySet();
		if (methods.isEmpty()) {
			return null;
		}
		return (context, code) -> {
			ReflectionHints hints = context.getRuntimeHints().reflection();
			methods.forEach((method) -> contribute(method, type, hints));
		};
	}

	private void contribute(Method method, Class<?> type, ReflectionHints hints) {
		hints.registerMethod(method, ExecutableMode.INVOKE);
		// Invoked where the bean has a proxy of its interfaces
		hints.registerMethod(ClassUtils.getInterfaceMethodIfPossible(method, type), ExecutableMode.INVOKE);
		for (Type parameter : method.getGenericParameterTypes()) {
			if (parameter != HostCall.class) {
				this.binding.registerReflectionHints(hints, GenericTypeResolver.resolveType(parameter, type));
			}
		}
		this.binding.registerReflectionHints(hints,
				GenericTypeResolver.resolveType(method.getGenericReturnType(), type));
	}

}
