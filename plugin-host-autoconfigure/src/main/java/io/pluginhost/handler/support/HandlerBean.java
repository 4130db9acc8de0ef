package io.pluginhost.handler.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ReflectionUtils;

/**
 * The bean of a host method, created with the first call, or with every call if it is no
 * singleton. Safe for use by any thread.
 */
final class HandlerBean {

	private final BeanFactory beanFactory;

	private final HandlerMethod handler;

	private volatile @Nullable Object singleton;

	private volatile @Nullable Invocable invocable;

	HandlerBean(BeanFactory beanFactory, HandlerMethod handler) {
		this.beanFactory = beanFactory;
		this.handler = handler;
	}

	Object get() {
		Object bean = this.singleton;
		if (bean == null) {
			bean = this.beanFactory.getBean(this.handler.beanName());
			if (this.beanFactory.isSingleton(this.handler.beanName())) {
				this.singleton = bean;
			}
		}
		return bean;
	}

	@Nullable Object invoke(Object bean, @Nullable Object[] arguments) throws Exception {
		try {
			return invocable(bean.getClass()).method().invoke(bean, arguments);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			throw ex;
		}
	}

	private Invocable invocable(Class<?> type) {
		Invocable invocable = this.invocable;
		if (invocable == null || invocable.type() != type) {
			Method method = AopUtils.selectInvocableMethod(this.handler.method(), type);
			ReflectionUtils.makeAccessible(method);
			invocable = new Invocable(type, method);
			this.invocable = invocable;
		}
		return invocable;
	}

	/**
	 * Return the method to invoke on instances of a class, which may be a proxy class.
	 */
	private record Invocable(Class<?> type, Method method) {
	}

}
