package io.pluginhost.client.support;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringValueResolver;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.client.InvalidPluginClientException;
import io.pluginhost.client.PluginClient;
import io.pluginhost.client.PluginClientFactory;
import io.pluginhost.client.PluginMethod;

/**
 * Creates clients that call the plugins of a manager, and rejects interfaces with a
 * method that cannot work. Safe for use by any thread.
 *
 * @see "docs/decisions/clients.md"
 */
public final class ProxyPluginClientFactory implements PluginClientFactory {

	private final PluginWorkerManager manager;

	private final StringValueResolver placeholders;

	private final BiConsumer<String, String> declared;

	/**
	 * Create a factory.
	 * @param manager the plugins
	 * @param placeholders resolves placeholders in annotations
	 */
	public ProxyPluginClientFactory(PluginWorkerManager manager, StringValueResolver placeholders) {
		this(manager, placeholders, (pluginId, method) -> {
		});
	}

	/**
	 * Create a factory that reports the methods of its clients.
	 * @param manager the plugins
	 * @param placeholders resolves placeholders in annotations
	 * @param declared receives the plugin and the method of each client method
	 */
	public ProxyPluginClientFactory(PluginWorkerManager manager, StringValueResolver placeholders,
			BiConsumer<String, String> declared) {
		this.manager = manager;
		this.placeholders = placeholders;
		this.declared = declared;
	}

	@Override
	public <T> T createClient(Class<T> type) {
		String pluginId = pluginId(type);
		Map<Method, ClientMethod> methods = new HashMap<>();
		for (Method method : type.getMethods()) {
			if (!Modifier.isStatic(method.getModifiers()) && !ReflectionUtils.isObjectMethod(method)) {
				methods.put(method, method(new DeclaredMethod(pluginId, type, method)));
			}
		}
		ClientProxy proxy = new ClientProxy("%s of plugin '%s'".formatted(type.getSimpleName(), pluginId), methods);
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, proxy));
	}

	private String pluginId(Class<?> type) {
		PluginClient annotation = AnnotatedElementUtils.findMergedAnnotation(type, PluginClient.class);
		if (!type.isInterface() || type.isAnnotation() || type.isSealed() || annotation == null) {
			throw invalid(type, "must be an interface that is not sealed and is marked with @PluginClient",
					"Declare '@PluginClient(\"…\") interface " + type.getSimpleName() + "'", null);
		}
		String pluginId = resolve(annotation.value(), type);
		if (!PluginDefinition.isValidId(pluginId)) {
			throw invalid(type, "names '%s', which cannot be a plugin's id".formatted(pluginId),
					"Name a plugin: letters, digits, dots, underscores and dashes", null);
		}
		return pluginId;
	}

	private ClientMethod method(DeclaredMethod method) {
		Method declaration = method.method();
		if (declaration.isDefault()) {
			if (!declaration.isBridge() && AnnotatedElementUtils.isAnnotated(declaration, PluginMethod.class)) {
				throw method.invalid("has a body and a @PluginMethod", "Remove one of the two");
			}
			return DefaultMethods.of(declaration);
		}
		PluginMethod annotation = AnnotatedElementUtils.findMergedAnnotation(declaration, PluginMethod.class);
		if (annotation == null) {
			throw method.invalid("has neither a @PluginMethod nor a body",
					"Name the method to call, @PluginMethod(\"…\"), or make it a default method");
		}
		String name = resolve(annotation.value(), method.type());
		if (name.isEmpty()) {
			throw method.invalid("has no method to call", "Name the method to call: @PluginMethod(\"…\")");
		}
		this.declared.accept(method.pluginId(), name);
		return new CallMethod(this.manager, method, name, timeout(method, annotation), ClientParams.of(method),
				ClientResults.of(method));
	}

	private @Nullable Duration timeout(DeclaredMethod method, PluginMethod annotation) {
		String text = resolve(annotation.timeout(), method.type());
		if (text.isEmpty()) {
			return null;
		}
		Duration timeout;
		try {
			timeout = DurationStyle.detectAndParse(text);
		}
		catch (IllegalArgumentException ex) {
			throw method.invalid("has the timeout '%s', which is not a valid duration".formatted(text),
					"Write it as '5s' or 'PT5S'", ex);
		}
		if (timeout.isNegative() || timeout.isZero()) {
			throw method.invalid("has the timeout '%s', which is not greater than zero".formatted(text),
					"Set a longer timeout, or leave 'timeout' out for the plugin's 'rpc-timeout'");
		}
		return timeout;
	}

	private String resolve(String text, Class<?> type) {
		try {
			@Nullable String resolved = this.placeholders.resolveStringValue(text);
			return (resolved != null) ? resolved.trim() : "";
		}
		catch (IllegalArgumentException ex) {
			throw invalid(type, "has a placeholder without a value: \"" + text + "\"",
					"Set the property, or give the placeholder a default", ex);
		}
	}

	private static InvalidPluginClientException invalid(Class<?> type, String why, String action,
			@Nullable Throwable cause) {
		return new InvalidPluginClientException("Plugin client %s %s.".formatted(type.getName(), why), action + ".",
				cause);
	}

}
