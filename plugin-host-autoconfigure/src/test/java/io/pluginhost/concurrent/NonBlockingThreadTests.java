package io.pluginhost.concurrent;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorker;
import io.pluginhost.worker.WorkerStage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link NonBlockingThread}.
 */
class NonBlockingThreadTests {

	private final WorkerStage stage = new WorkerStage();

	private final PluginWorker worker = this.stage.registry
		.register(PluginDefinition.builder("acme.linear").command("any").build());

	// A blocking call on a thread that must not block is refused, and says what to do
	// instead
	@Test
	void retrieveOnThreadOfReactorIsRefused() {
		Mono<JsonNode> blocking = Mono.fromCallable(() -> this.worker.call("issues.find").retrieve())
			.subscribeOn(Schedulers.parallel());
		assertThatIllegalStateException().isThrownBy(blocking::block)
			.withMessageMatching("Thread 'parallel-\\d+' must not block, and a call of 'issues.find' of plugin "
					+ "'acme.linear' would block it until the answer is there: .*")
			.withMessageContaining("retrieveAsync");
	}

	@Test
	void retrieveAsyncOnThreadOfReactorIsNot() {
		CompletableFuture<?> future = Mono
			.fromCallable(() -> this.worker.call("issues.find").retrieveAsync(JsonNode.class))
			.subscribeOn(Schedulers.parallel())
			.block();
		this.stage.turn();
		assertThat(future).isCompletedExceptionally();
	}

}
