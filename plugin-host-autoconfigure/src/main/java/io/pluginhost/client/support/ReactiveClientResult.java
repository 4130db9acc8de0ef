package io.pluginhost.client.support;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import org.springframework.core.ReactiveAdapter;
import reactor.core.publisher.Mono;

import io.pluginhost.PluginCall;
import io.pluginhost.reactor.ReactorObservations;

/**
 * Sends a call with each subscription, within the observation of the subscriber, and
 * cancels it with the subscription. Requires Reactor.
 *
 * @param adapter creates the reactive type
 * @param sender sends the call
 */
record ReactiveClientResult(ReactiveAdapter adapter,
		Function<Supplier<PluginCall>, CompletableFuture<?>> sender) implements ClientResult {

	@Override
	public Object retrieve(Supplier<PluginCall> call) {
		return this.adapter.fromPublisher(Mono.deferContextual((context) -> Mono
			.fromFuture(() -> ReactorObservations.within(context, () -> this.sender.apply(call)))));
	}

}
