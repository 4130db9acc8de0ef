package io.pluginhost.handler.support;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Logs a warning for beans with host methods that are created after host methods were
 * detected, and whose declared types hide them.
 */
final class LateHandlerReport implements BeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(LateHandlerReport.class);

	private final Set<String> known;

	private final Set<Class<?>> seen = ConcurrentHashMap.newKeySet();

	/**
	 * Create a report.
	 * @param known the names of the beans whose host methods have been found
	 */
	LateHandlerReport(Set<String> known) {
		this.known = known;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (this.seen.add(bean.getClass())) {
			String name = ScopedProxyUtils.isScopedTarget(beanName)
					? beanName.substring(ScopedProxyUtils.getTargetBeanName("").length()) : beanName;
			Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
			Set<Method> methods = HostHandlerFinder.methods(beanName, type).keySet();
			if (!methods.isEmpty() && !this.known.contains(name)) {
				logger
					.warn("Bean '{}' has host methods that no plugin can call ({}): it has been created after host methods were "
							+ "looked for, and its declared type does not show that it is a {}. Declare that as the return "
							+ "type of its @Bean method, or mark the method with @Lazy(false)", name,
							methods.stream().map(Method::getName).sorted().collect(Collectors.joining(", ")),
							type.getName());
			}
		}
		return bean;
	}

}
