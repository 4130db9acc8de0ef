package io.pluginhost.handler.support;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import io.pluginhost.handler.HostHandler;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.protocol.PaperclipProtocol;

/**
 * Creates handlers for host methods, and rejects those that cannot work.
 */
final class BeanHandlerFactory {

	private final ConfigurableBeanFactory beanFactory;

	private final JsonCodec codec;

	private final boolean requireCapability;

	private final ArgumentValidator.Factory validators;

	private final boolean reactorPresent;

	BeanHandlerFactory(ConfigurableBeanFactory beanFactory, JsonCodec codec, boolean requireCapability) {
		this.beanFactory = beanFactory;
		this.codec = codec;
		this.requireCapability = requireCapability;
		this.validators = isPresent("jakarta.validation.Validator") ? BeanValidation.factory(beanFactory)
				: (handler, arguments) -> null;
		this.reactorPresent = isPresent("reactor.core.publisher.Mono");
	}

	private boolean isPresent(String className) {
		return ClassUtils.isPresent(className, this.beanFactory.getBeanClassLoader());
	}

	BeanHandler create(HandlerMethod handler, HostHandler annotation) {
		String method = resolve(handler, annotation.value());
		if (method.isBlank()) {
			throw handler.invalid("has no method name", "Name the host method: @HostHandler(\"…\")");
		}
		if (PaperclipProtocol.RESERVED_METHODS.contains(method)) {
			throw handler.invalid("is for '" + method + "', which is reserved for the host",
					"Choose another name; what workers log and stream comes by the log, PluginStreams and "
							+ "PluginStreamListener");
		}
		String capability = resolve(handler, annotation.capability());
		if (this.requireCapability && capability.isBlank()) {
			throw handler.invalid(
					"for '" + method + "' needs no capability, but plugin-host.handlers.require-capability is set",
					"Add 'capability' to its @HostHandler, or unset the property");
		}
		HandlerSignature.check(handler);
		HandlerArguments arguments = HandlerArguments.of(handler, this.codec);
		ResultAdapter results = this.reactorPresent ? ReactiveResults.forMethod(handler) : null;
		return new BeanHandler(method, capability, plugins(handler, annotation), annotation.interruptible(), handler,
				new HandlerBean(this.beanFactory, handler), arguments, this.validators.create(handler, arguments),
				results);
	}

	private PluginPatterns plugins(HandlerMethod handler, HostHandler annotation) {
		List<String> patterns = new ArrayList<>();
		for (String plugins : annotation.plugins()) {
			String[] resolved = StringUtils.tokenizeToStringArray(resolve(handler, plugins), ",");
			// No pattern would mean every plugin
			if (resolved.length == 0) {
				throw handler.invalid("has no plugin in 'plugins': \"" + plugins + "\"",
						"Name one or more plugins or patterns, or leave 'plugins' out to admit every plugin");
			}
			patterns.addAll(List.of(resolved));
		}
		return new PluginPatterns(List.copyOf(patterns));
	}

	private String resolve(HandlerMethod handler, String text) {
		try {
			@Nullable String resolved = this.beanFactory.resolveEmbeddedValue(text);
			return (resolved != null) ? resolved.trim() : "";
		}
		catch (IllegalArgumentException ex) {
			throw handler.invalid("has a placeholder without a value: \"" + text + "\"",
					"Set the property, or give the placeholder a default", ex);
		}
	}

}
