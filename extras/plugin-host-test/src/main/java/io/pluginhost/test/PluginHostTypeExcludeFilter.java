package io.pluginhost.test;

import java.io.IOException;
import java.util.Set;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

import io.pluginhost.handler.HostCallInterceptor;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.handler.HostHandlerExceptionHandler;
import io.pluginhost.stream.PluginStreamListener;

/**
 * Leaves out all components of an application that do not concern its plugins.
 */
class PluginHostTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<PluginHostTest> {

	private final Set<Class<?>> handlers;

	PluginHostTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
		this.handlers = Set.of(getAnnotation().getValue("handlers", Class[].class).orElse(new Class<?>[0]));
	}

	@Override
	protected boolean defaultInclude(MetadataReader reader, MetadataReaderFactory factory) throws IOException {
		return super.defaultInclude(reader, factory) || (this.handlers.isEmpty()
				&& reader.getAnnotationMetadata().hasAnnotatedMethods(HostHandler.class.getName()));
	}

	@Override
	protected Set<Class<?>> getKnownIncludes() {
		return Set.of(PluginStreamListener.class, HostCallInterceptor.class, HostHandlerExceptionHandler.class);
	}

	@Override
	protected Set<Class<?>> getComponentIncludes() {
		return this.handlers;
	}

}
