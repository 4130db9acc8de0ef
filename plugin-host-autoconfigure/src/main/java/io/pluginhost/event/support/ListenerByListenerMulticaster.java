package io.pluginhost.event.support;

import java.lang.reflect.Method;
import java.util.Collection;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

import io.pluginhost.event.PluginWorkerEvent;

/**
 * Invokes the listeners of a context's multicaster as it does, but each even if others
 * throw. An error handler would do so for all events of the application, and a
 * multicaster bean would replace that of another library. So the listeners are retrieved
 * with a protected method of the framework; without it, nothing is done here.
 */
final class ListenerByListenerMulticaster extends SimpleApplicationEventMulticaster {

	private static final Logger logger = LoggerFactory.getLogger(WorkerEventPublisher.class);

	private static final @Nullable Method LISTENERS = accessible("getApplicationListeners", ApplicationEvent.class,
			ResolvableType.class);

	private static final @Nullable Method EXECUTOR = accessible("getTaskExecutor");

	private static final @Nullable Method ERROR_HANDLER = accessible("getErrorHandler");

	private static @Nullable Method accessible(String name, Class<?>... parameterTypes) {
		try {
			Method method = ReflectionUtils.findMethod(SimpleApplicationEventMulticaster.class, name, parameterTypes);
			if (method != null) {
				ReflectionUtils.makeAccessible(method);
			}
			return method;
		}
		catch (RuntimeException ex) {
			logger.debug("Cannot access {}", name, ex);
			return null;
		}
	}

	/**
	 * Publish an event.
	 * @param event the event
	 * @param other the multicaster that has the listeners
	 * @return whether it has been published: not if the other multicaster has an executor
	 * or an error handler, or its listeners cannot be retrieved
	 */
	boolean multicast(PayloadApplicationEvent<? extends PluginWorkerEvent> event,
			SimpleApplicationEventMulticaster other) {
		if (LISTENERS == null || EXECUTOR == null || ERROR_HANDLER == null
				|| ReflectionUtils.invokeMethod(EXECUTOR, other) != null
				|| ReflectionUtils.invokeMethod(ERROR_HANDLER, other) != null) {
			return false;
		}
		if (ReflectionUtils.invokeMethod(LISTENERS, other, event,
				ResolvableType.forInstance(event)) instanceof Collection<?> listeners) {
			listeners.forEach((listener) -> invoke((ApplicationListener<?>) listener, event));
		}
		return true;
	}

	private void invoke(ApplicationListener<?> listener, PayloadApplicationEvent<? extends PluginWorkerEvent> event) {
		try {
			invokeListener(listener, event);
		}
		catch (RuntimeException | Error ex) {
			PluginWorkerEvent payload = event.getPayload();
			logger.error("Listener {} failed to handle {} of plugin '{}'", listener, payload.getClass().getSimpleName(),
					payload.pluginId(), ex);
		}
	}

	/**
	 * Registers the reflection that a native image needs.
	 */
	static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			for (Method method : new Method[] { LISTENERS, EXECUTOR, ERROR_HANDLER }) {
				if (method != null) {
					hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
				}
			}
		}

	}

}
