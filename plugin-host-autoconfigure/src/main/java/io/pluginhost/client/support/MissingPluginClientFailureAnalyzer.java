package io.pluginhost.client.support;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import io.pluginhost.client.ImportPluginClients;
import io.pluginhost.client.PluginClient;

/**
 * Reports a client interface without a bean. Ordered before Spring Boot's analyzer of
 * missing beans, which would recommend to declare one.
 */
@Order(0)
class MissingPluginClientFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

	private final Environment environment;

	MissingPluginClientFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		ResolvableType resolvable = cause.getResolvableType();
		Class<?> type = (cause.getNumberOfBeansFound() == 0 && resolvable != null) ? resolvable.resolve() : null;
		if (type == null || !AnnotatedElementUtils.isAnnotated(type, PluginClient.class)) {
			return null;
		}
		String problem = "%s is marked with @%s but is no bean%s.".formatted(type.getName(),
				PluginClient.class.getSimpleName(), (description != null) ? ", and is required by " + description : "");
		if (!this.environment.getProperty("plugin-host.enabled", Boolean.class, true)) {
			return new FailureAnalysis(problem + " There are no clients because 'plugin-host.enabled' is false.",
					"Inject it as an ObjectProvider, or remove 'plugin-host.enabled'.", cause);
		}
		return new FailureAnalysis(problem,
				"Add @%s to a configuration class in the interface's package or above it, or name the interface: @%s(%s.class)."
					.formatted(ImportPluginClients.class.getSimpleName(), ImportPluginClients.class.getSimpleName(),
							type.getSimpleName()),
				cause);
	}

}
