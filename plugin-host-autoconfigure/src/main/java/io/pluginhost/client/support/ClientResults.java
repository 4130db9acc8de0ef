package io.pluginhost.client.support;

import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import tools.jackson.core.type.TypeReference;

import io.pluginhost.PluginCall;

/**
 * Finds the conversion for the return type of a client's method: a value, a future or a
 * reactive type.
 */
final class ClientResults {

	private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Mono",
			ClientResults.class.getClassLoader());

	private ClientResults() {
	}

	static ClientResult of(DeclaredMethod method) {
		ResolvableType type = ResolvableType.forType(method.returnType());
		if (method.isReturnTypeOpen()) {
			throw method.invalid(
					"returns %s, of which only the caller knows the type"
						.formatted(method.method().getGenericReturnType()),
					"Declare the type in the interface, or return a JsonNode");
		}
		Class<?> rawType = type.resolve(Object.class);
		ReactiveAdapter adapter = adapter(rawType);
		if (isManyValued(rawType, adapter)) {
			throw method.invalid("returns a %s, but a call has one result".formatted(rawType.getSimpleName()),
					"Return a List, or a Mono of one");
		}
		if (isFuture(rawType)) {
			if (!rawType.isAssignableFrom(CompletableFuture.class)) {
				throw method.invalid("returns a %s, which is not supported".formatted(rawType.getSimpleName()),
						"Return a CompletableFuture");
			}
			TypeReference<?> later = reference(type.getGeneric());
			return (call) -> future(call, later);
		}
		if (adapter != null) {
			if (!REACTOR_PRESENT) {
				throw method.invalid("returns a %s, but Reactor is not present".formatted(rawType.getSimpleName()),
						"Add 'io.projectreactor:reactor-core', or return a CompletableFuture");
			}
			TypeReference<?> later = reference(type.getGeneric());
			return new ReactiveClientResult(adapter, (call) -> future(call, later));
		}
		TypeReference<?> now = reference(type);
		return (call) -> call.get().retrieve(now);
	}

	private static @Nullable ReactiveAdapter adapter(Class<?> type) {
		return isFuture(type) ? null : ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
	}

	/**
	 * Return a future that fails even if the call cannot be created, for example because
	 * the plugin is unknown.
	 */
	private static CompletableFuture<?> future(Supplier<PluginCall> call, TypeReference<?> type) {
		try {
			return call.get().retrieveAsync(type);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static boolean isFuture(Class<?> type) {
		return Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type);
	}

	private static boolean isManyValued(Class<?> type, @Nullable ReactiveAdapter adapter) {
		return (adapter != null && adapter.isMultiValue()) || Flow.Publisher.class.isAssignableFrom(type)
				|| BaseStream.class.isAssignableFrom(type);
	}

	private static TypeReference<?> reference(ResolvableType type) {
		Type wanted = (type == ResolvableType.NONE) ? Object.class : type.getType();
		return new TypeReference<>() {

			@Override
			public Type getType() {
				return (wanted == void.class) ? Void.class : wanted;
			}

		};
	}

}
