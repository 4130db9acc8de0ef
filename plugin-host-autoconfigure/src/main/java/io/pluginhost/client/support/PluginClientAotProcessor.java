package io.pluginhost.client.support;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.GenericTypeResolver;
import org.springframework.util.ReflectionUtils;

import io.pluginhost.client.PluginClientFactoryBean;

/**
 * Registers what a client interface needs in a native image: its proxy, its methods, and
 * the types they send and return as JSON.
 */
class PluginClientAotProcessor implements BeanRegistrationAotProcessor {

	private final BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		if (bean.getBeanClass() != PluginClientFactoryBean.class) {
			return null;
		}
		Class<?> type = bean.getBeanType().getGeneric().toClass();
		return (context, code) -> contribute(type, context.getRuntimeHints());
	}

	private void contribute(Class<?> type, RuntimeHints hints) {
		hints.proxies().registerJdkProxy(type);
		ReflectionHints reflection = hints.reflection();
		reflection.registerType(type);
		for (Method method : type.getMethods()) {
			if (Modifier.isStatic(method.getModifiers()) || ReflectionUtils.isObjectMethod(method)) {
				continue;
			}
			reflection.registerMethod(method, ExecutableMode.INVOKE);
			for (Type parameter : method.getGenericParameterTypes()) {
				this.binding.registerReflectionHints(reflection, GenericTypeResolver.resolveType(parameter, type));
			}
			this.binding.registerReflectionHints(reflection,
					GenericTypeResolver.resolveType(method.getGenericReturnType(), type));
		}
	}

}
