package io.pluginhost.handler.support;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

import io.pluginhost.handler.HostHandler;

/**
 * Finds the host methods of all beans, without creating beans. The class of a lazy bean
 * is determined by its declared type and the bytecode of its {@code @Bean} method.
 */
final class HostHandlerFinder {

	private static final Logger logger = LoggerFactory.getLogger(HostHandlerFinder.class);

	// Bound to a web request, which a handler's thread does not have
	private static final Set<String> REQUEST_SCOPES = Set.of("request", "session", "websocket");

	private final ConfigurableListableBeanFactory beanFactory;

	HostHandlerFinder(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	List<Found> find() {
		List<Found> found = new ArrayList<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			if (!ScopedProxyUtils.isScopedTarget(beanName)) {
				find(beanName, found);
			}
		}
		return found;
	}

	private void find(String beanName, Collection<Found> found) {
		Class<?> type = targetType(beanName);
		if (type == null) {
			return;
		}
		methods(beanName, type).forEach((method, annotation) -> {
			HandlerMethod handler = new HandlerMethod(beanName, ClassUtils.getUserClass(type), method);
			checkScope(handler);
			checkProxy(handler);
			found.add(new Found(handler, annotation));
		});
	}

	private @Nullable Class<?> targetType(String beanName) {
		try {
			if (this.beanFactory.containsSingleton(beanName)) {
				Object bean = this.beanFactory.getSingleton(beanName);
				if (bean != null && !(bean instanceof FactoryBean<?>)) {
					return AopProxyUtils.ultimateTargetClass(bean);
				}
			}
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
			Class<?> hidden = (type != null) ? hiddenType(beanName, type) : null;
			if (hidden != null) {
				return hidden;
			}
			if (type != null && ScopedObject.class.isAssignableFrom(type)) {
				Class<?> scopedType = AutoProxyUtils.determineTargetClass(this.beanFactory,
						ScopedProxyUtils.getTargetBeanName(beanName));
				return (scopedType != null) ? scopedType : type;
			}
			return type;
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("Cannot determine the type of bean '{}'", beanName, ex);
			return null;
		}
	}

	/**
	 * Return the class with host methods that a bean is created as, if its declared type
	 * hides them and there is only one.
	 */
	private @Nullable Class<?> hiddenType(String beanName, Class<?> declared) {
		if (Modifier.isFinal(declared.getModifiers()) || declared.getName().startsWith("org.springframework.")
				|| !this.beanFactory.containsBeanDefinition(beanName) || !methods(beanName, declared).isEmpty()) {
			return null;
		}
		List<Class<?>> created = FactoryMethodTypes
			.created(this.beanFactory.getBeanDefinition(beanName), declared, this.beanFactory.getBeanClassLoader())
			.stream()
			.filter((type) -> !methods(beanName, type).isEmpty())
			.toList();
		return (created.size() == 1) ? created.get(0) : null;
	}

	private static boolean isSpringClass(Class<?> type) {
		return type.getName().startsWith("org.springframework.")
				&& !AnnotatedElementUtils.isAnnotated(ClassUtils.getUserClass(type), Component.class);
	}

	/**
	 * Return the host methods of a bean.
	 */
	static Map<Method, HostHandler> methods(String beanName, Class<?> type) {
		if (isSpringClass(type) || !AnnotationUtils.isCandidateClass(type, HostHandler.class)) {
			return Map.of();
		}
		MethodIntrospector.MetadataLookup<HostHandler> lookup = (method) -> AnnotatedElementUtils
			.findMergedAnnotation(method, HostHandler.class);
		try {
			return MethodIntrospector.selectMethods(type, lookup);
		}
		catch (IllegalStateException | TypeNotPresentException | LinkageError ex) {
			logger.debug("Cannot read the methods of bean '{}'", beanName, ex);
			return Map.of();
		}
	}

	private void checkScope(HandlerMethod handler) {
		String target = ScopedProxyUtils.getTargetBeanName(handler.beanName());
		String definition = this.beanFactory.containsBeanDefinition(target) ? target : handler.beanName();
		if (this.beanFactory.containsBeanDefinition(definition)) {
			String scope = this.beanFactory.getMergedBeanDefinition(definition).getScope();
			if (scope != null && REQUEST_SCOPES.contains(scope)) {
				throw handler.invalid("is of scope '" + scope + "', which exists only while a web request is served",
						"Move it to a singleton, or to a bean of another scope");
			}
		}
	}

	private void checkProxy(HandlerMethod handler) {
		Class<?> type = this.beanFactory.getType(handler.beanName());
		// The declared type may be a supertype of the bean's class
		boolean hidden = type != null && type != handler.beanType() && type.isAssignableFrom(handler.beanType());
		if (type != null && !hidden) {
			try {
				AopUtils.selectInvocableMethod(handler.method(), type);
			}
			catch (IllegalStateException ex) {
				throw handler.invalid("cannot be called through the bean's proxy",
						"Declare the method in an interface of the bean, or let the proxy extend the class, "
								+ "and do not make the method private",
						ex);
			}
		}
	}

	/**
	 * A host method with its annotation.
	 *
	 * @param handler the method
	 * @param annotation the annotation
	 */
	record Found(HandlerMethod handler, HostHandler annotation) {
	}

}
