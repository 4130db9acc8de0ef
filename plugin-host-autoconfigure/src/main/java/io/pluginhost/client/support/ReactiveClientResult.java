package io.pluginhost.client.support;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import org.springframework.core.ReactiveAdapter;
import reactor.core.publisher.Mono;

import io.pluginhost.PluginCall;

/**
 * Sends a call with each subscription, and cancels it with that. Needs Reactor, which
 * must be present.
 *
 * @param adapter makes the reactive type
 * @param sender sends the call
 */
record ReactiveClientResult(ReactiveAdapter adapter,
		Function<Supplier<PluginCall>, CompletableFuture<?>> sender) implements ClientResult {

	@Override
	public Object retrieve(Supplier<PluginCall> call) {
		return this.adapter.fromPublisher(Mono.fromFuture(() -> this.sender.apply(call)));
	}

}
