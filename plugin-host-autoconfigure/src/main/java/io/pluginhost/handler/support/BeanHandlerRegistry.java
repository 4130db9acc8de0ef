package io.pluginhost.handler.support;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import io.pluginhost.handler.HostCallInterceptor;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.handler.HostHandlerExceptionHandler;
import io.pluginhost.hostcall.HandlerRegistry;
import io.pluginhost.hostcall.RegisteredHandler;
import io.pluginhost.json.JsonCodec;

/**
 * {@link HandlerRegistry} of the methods of an application's beans that are annotated
 * with {@link HostHandler @HostHandler}. They are detected when all singletons have been
 * created, or with the first use if that is earlier, and without creating their beans;
 * interceptors, exception handlers and the validator are created then. Safe for use by
 * any thread.
 */
public class BeanHandlerRegistry implements HandlerRegistry, SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final JsonCodec codec;

	private final boolean requireCapability;

	private final AtomicReference<@Nullable Handlers> handlers = new AtomicReference<>();

	/**
	 * Create a registry.
	 * @param beanFactory the beans, including interceptors, exception handlers and the
	 * validator
	 * @param codec reads params
	 * @param requireCapability whether a method without a capability is a failure
	 */
	public BeanHandlerRegistry(ConfigurableListableBeanFactory beanFactory, JsonCodec codec,
			boolean requireCapability) {
		this.beanFactory = beanFactory;
		this.codec = codec;
		this.requireCapability = requireCapability;
	}

	@Override
	public void afterSingletonsInstantiated() {
		// Host methods of beans whose declared types hide them are visible only now
		Handlers found = look();
		this.handlers.set(found);
		this.beanFactory.addBeanPostProcessor(new LateHandlerReport(found.beanNames()));
	}

	@Override
	public Optional<RegisteredHandler> find(String pluginId, String method) {
		for (Entry entry : handlers().byMethod().getOrDefault(method, List.of())) {
			if (entry.handler().plugins().matches(pluginId)) {
				return Optional.of(entry.wrapped());
			}
		}
		return Optional.empty();
	}

	@Override
	public List<RegisteredHandler> findAll(String pluginId) {
		return handlers().byMethod()
			.values()
			.stream()
			.flatMap(List::stream)
			.filter((entry) -> entry.handler().plugins().matches(pluginId))
			.map(Entry::wrapped)
			.sorted(Comparator.comparing(RegisteredHandler::method))
			.toList();
	}

	/**
	 * Return the patterns of {@link HostHandler#plugins} that match no plugin.
	 * @param pluginIds the plugins
	 * @return the patterns, without duplicates
	 */
	public Set<String> strangers(Set<String> pluginIds) {
		return handlers().byMethod()
			.values()
			.stream()
			.flatMap(List::stream)
			.flatMap((entry) -> entry.handler().plugins().strangers(pluginIds))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Override
	public RegisteredHandler wrap(RegisteredHandler handler) {
		return handlers().wrap(handler);
	}

	private Handlers handlers() {
		Handlers handlers = this.handlers.get();
		if (handlers != null) {
			return handlers;
		}
		Handlers early = look();
		Handlers other = this.handlers.compareAndExchange(null, early);
		return (other != null) ? other : early;
	}

	private Handlers look() {
		BeanHandlerFactory factory = new BeanHandlerFactory(this.beanFactory, this.codec, this.requireCapability);
		Handlers handlers = new Handlers(new HashMap<>(),
				this.beanFactory.getBeanProvider(HostCallInterceptor.class).orderedStream().toList(),
				this.beanFactory.getBeanProvider(HostHandlerExceptionHandler.class).orderedStream().toList(),
				this.codec);
		for (HostHandlerFinder.Found found : new HostHandlerFinder(this.beanFactory).find()) {
			handlers.add(factory.create(found.handler(), found.annotation()));
		}
		return handlers;
	}

	/**
	 * The detected host methods. Immutable.
	 */
	private record Handlers(Map<String, List<Entry>> byMethod, List<HostCallInterceptor> interceptors,
			List<HostHandlerExceptionHandler> exceptionHandlers, JsonCodec codec) {

		void add(BeanHandler handler) {
			List<Entry> others = this.byMethod.computeIfAbsent(handler.method(), (method) -> new ArrayList<>());
			for (Entry other : others) {
				if (other.handler().plugins().overlaps(handler.plugins())) {
					throw new InvalidHostHandlerException(
							"Host method '%s' has two handlers, %s (for %s) and %s (for %s).".formatted(
									handler.method(), other.handler().declaration(), other.handler().plugins(),
									handler.declaration(), handler.plugins()),
							"Remove one of them, or limit them with 'plugins' so that no plugin can have both.");
				}
			}
			others.add(new Entry(handler, wrap(handler)));
		}

		Set<String> beanNames() {
			return this.byMethod.values()
				.stream()
				.flatMap(List::stream)
				.map((entry) -> entry.handler().declaration().beanName())
				.collect(Collectors.toUnmodifiableSet());
		}

		RegisteredHandler wrap(RegisteredHandler handler) {
			return (this.interceptors.isEmpty() && this.exceptionHandlers.isEmpty()) ? handler
					: new InterceptedHandler(handler, this.interceptors, this.exceptionHandlers, this.codec);
		}

	}

	/**
	 * A handler, and the handler with interceptors that is run instead.
	 */
	private record Entry(BeanHandler handler, RegisteredHandler wrapped) {
	}

}
