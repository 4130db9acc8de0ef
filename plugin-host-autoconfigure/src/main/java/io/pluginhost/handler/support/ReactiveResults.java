package io.pluginhost.handler.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import reactor.core.publisher.Mono;

import io.pluginhost.handler.HostCall;
import io.pluginhost.reactor.ReactorObservations;

/**
 * Converts results of a reactive type to futures. Requires Reactor.
 */
final class ReactiveResults implements ResultAdapter {

	private final ReactiveAdapter adapter;

	private ReactiveResults(ReactiveAdapter adapter) {
		this.adapter = adapter;
	}

	static @Nullable ResultAdapter forMethod(HandlerMethod handler) {
		Class<?> type = handler.method().getReturnType();
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		if (adapter == null || CompletionStage.class.isAssignableFrom(type)) {
			return null;
		}
		if (adapter.isMultiValue()) {
			throw handler.invalid("returns a " + type.getSimpleName() + ", but a call has one result",
					"Return a Mono, for example with 'collectList()'");
		}
		return new ReactiveResults(adapter);
	}

	@Override
	public CompletionStage<?> adapt(@Nullable Object result, HostCall call) {
		CompletableFuture<?> future = ReactorObservations.capture(Mono.from(this.adapter.toPublisher(result)))
			.toFuture();
		call.onCancel(() -> future.cancel(false));
		return future;
	}

}
