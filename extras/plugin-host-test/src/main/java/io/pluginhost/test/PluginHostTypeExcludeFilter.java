package io.pluginhost.test;

import java.io.IOException;
import java.util.Set;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.util.ReflectionUtils;

import io.pluginhost.handler.HostCallInterceptor;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.handler.HostHandlerExceptionHandler;
import io.pluginhost.stream.PluginStreamListener;

/**
 * Excludes the components of an application that do not concern its plugins.
 */
class PluginHostTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<PluginHostTest> {

	private static final Set<Class<?>> KNOWN = Set.of(PluginStreamListener.class, HostCallInterceptor.class,
			HostHandlerExceptionHandler.class);

	private final Set<Class<?>> handlers;

	PluginHostTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
		this.handlers = Set.of(getAnnotation().getValue("handlers", Class[].class).orElse(new Class<?>[0]));
		this.handlers.forEach((handler) -> check(testClass, handler));
	}

	/**
	 * Reject a component without host methods, with which the test would have none.
	 */
	private static void check(Class<?> testClass, Class<?> handler) {
		if (KNOWN.stream().noneMatch((known) -> known.isAssignableFrom(handler)) && MethodIntrospector
			.selectMethods(handler,
					(ReflectionUtils.MethodFilter) (method) -> AnnotatedElementUtils.hasAnnotation(method,
							HostHandler.class))
			.isEmpty()) {
			throw new IllegalStateException(
					"@PluginHostTest of %s names %s, which has no @HostHandler method. Name the components with the "
						.formatted(testClass.getSimpleName(), handler.getName())
							+ "methods to test, or none for all; bring what else they need by @Import or @MockitoBean");
		}
	}

	@Override
	protected boolean defaultInclude(MetadataReader reader, MetadataReaderFactory factory) throws IOException {
		return super.defaultInclude(reader, factory) || (this.handlers.isEmpty()
				&& reader.getAnnotationMetadata().hasAnnotatedMethods(HostHandler.class.getName()));
	}

	@Override
	protected Set<Class<?>> getKnownIncludes() {
		return KNOWN;
	}

	@Override
	protected Set<Class<?>> getComponentIncludes() {
		return this.handlers;
	}

}
