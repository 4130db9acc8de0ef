package io.pluginhost.test.example;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerRestartedEvent;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.test.PluginHostTest;
import io.pluginhost.test.TestWorker;
import io.pluginhost.test.TestWorkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What a worker of a test can do.
 */
@PluginHostTest(properties = "plugin-host.plugins.greeter.limits.max-message-size=100KB")
@ExtendWith(OutputCaptureExtension.class)
class TestWorkerTests {

	@Autowired
	TestWorkers workers;

	@Autowired
	PluginWorkerManager manager;

	@Autowired
	News news;

	TestWorker greeter;

	@BeforeEach
	void start() {
		this.news.crashes.clear();
		this.news.restarts.clear();
		this.greeter = this.workers.start("greeter");
	}

	@Test
	void answersFromParamsAndKeepsWhatItReceived() {
		this.greeter.answer("greet", (call) -> "Hello, " + call.params().path("name").asString());
		assertThat(this.manager.call("greeter", "greet").param("name", "Ada").retrieve(String.class))
			.isEqualTo("Hello, Ada");
		assertThat(this.greeter.received("greet")).hasSize(1).first().satisfies((call) -> {
			assertThat(call.params(Person.class)).isEqualTo(new Person("Ada"));
			assertThat(call.param("name", String.class)).isEqualTo("Ada");
			assertThat(call.param("nickname", String.class)).isNull();
			assertThat(call.isNotification()).isFalse();
			assertThat(call.companyId()).isNull();
		});
	}

	@Test
	void callsTheHostInTheNameOfTheCallersCompany() {
		this.greeter.answer("greet", (call) -> call.callHost("visits.company", null));
		assertThat(this.manager.call("greeter", "greet").scope("acme").retrieve(String.class)).isEqualTo("acme");
		assertThatExceptionOfType(PluginRpcException.class)
			.isThrownBy(() -> this.greeter.callHost("visits.company", null))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(RpcErrorCodes.SCOPE_DENIED));
	}

	@Test
	void failsAsItIsTold() {
		this.greeter.refuse("greet", -4711, "not today").answer("boom", (call) -> {
			throw new IllegalArgumentException("boom");
		});
		assertThatExceptionOfType(PluginRpcException.class)
			.isThrownBy(() -> this.manager.call("greeter", "greet").retrieve())
			.withMessageContaining("not today")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(-4711));
		assertThatExceptionOfType(PluginRpcException.class)
			.isThrownBy(() -> this.manager.call("greeter", "boom").retrieve())
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(RpcErrorCodes.WORKER_ERROR));
	}

	@Test
	void answersLaterAndInAnyOrder() {
		CompletableFuture<Object> later = new CompletableFuture<>();
		this.greeter.answer("slow", (call) -> later).answer("fast", "fast");
		CompletableFuture<?> slow = this.manager.call("greeter", "slow").retrieveAsync(String.class);
		assertThat(this.manager.call("greeter", "fast").retrieve(String.class)).isEqualTo("fast");
		later.complete("slow");
		assertThat(slow.join()).isEqualTo("slow");
	}

	@Test
	void hangingMethodsTimeOutAndHearThatTheyAreCancelled() {
		this.greeter.hang("greet");
		CompletableFuture<?> call = this.manager.call("greeter", "greet").retrieveAsync(String.class);
		JsonNode id = this.greeter.awaitReceived("greet").message().path("id");
		call.cancel(true);
		assertThat(this.greeter.awaitReceived("$/cancelRequest").params().path("id")).isEqualTo(id);
		assertThatExceptionOfType(RpcTimeoutException.class)
			.isThrownBy(() -> this.manager.call("greeter", "greet").timeout(Duration.ofMillis(50)).retrieve());
	}

	@Test
	void crashesWithCallsInFlightAndComesBack() throws Exception {
		this.greeter.hang("greet");
		CompletableFuture<?> call = this.manager.call("greeter", "greet").retrieveAsync(String.class);
		this.greeter.awaitReceived("greet");
		this.greeter.writeError("the last words");
		this.greeter.exit(3);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(call::join)
			.havingCause()
			.isInstanceOf(WorkerUnavailableException.class)
			.withMessageContaining("code=3")
			.withMessageContaining("the last words");
		PluginWorkerCrashedEvent crash = this.news.crashes.poll(10, TimeUnit.SECONDS);
		assertThat(crash).isNotNull();
		assertThat(crash.exitCode()).isEqualTo(3);
		assertThat(this.news.restarts.poll(10, TimeUnit.SECONDS)).isNotNull();
		this.greeter.answer("greet", "back");
		assertThat(this.manager.call("greeter", "greet").retrieve(String.class)).isEqualTo("back");
	}

	@Test
	void endsBySignal() throws Exception {
		this.greeter.exitBy("SIGSEGV");
		PluginWorkerCrashedEvent crash = this.news.crashes.poll(10, TimeUnit.SECONDS);
		assertThat(crash).isNotNull();
		assertThat(crash.signal()).isEqualTo("SIGSEGV");
	}

	@Test
	void sendingWhenItDoesNotRunFails() {
		this.manager.getWorker("greeter").stop().join();
		assertThat(this.greeter.received("shutdown")).hasSize(1);
		assertThatIllegalStateException().isThrownBy(() -> this.greeter.log("info", "hello"))
			.withMessageContaining("greeter");
	}

	@Test
	void callOfTheHostEndsWithTheWorker() {
		CompletableFuture<?> call = CompletableFuture.runAsync(() -> this.greeter.callHost("blocking", null));
		this.news.blocked.join();
		this.greeter.exitBy("SIGKILL");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(call::join)
			.havingCause()
			.isInstanceOf(IllegalStateException.class)
			.withMessageContaining("has ended before the host answered");
	}

	@Test
	void failsToStartWhereInitializeIsRefused() {
		this.manager.getWorker("greeter").stop().join();
		this.greeter.refuse("initialize", -32002, "no licence");
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.workers.start("greeter"))
			.withMessageContaining("no licence");
	}

	@Test
	void receivesConfigurationAndNotifications() {
		this.manager.getWorker("greeter").send("news", Map.of("headline", "none"));
		assertThat(this.greeter.awaitReceived("news").params()).hasToString("{\"headline\":\"none\"}");
		assertThat(this.greeter.awaitReceived("news").isNotification()).isTrue();
		assertThat(this.greeter.received("initialize").get(0).params().at("/manifest/id").asString())
			.isEqualTo("greeter");
	}

	@Test
	void logsAndWritesWhatItLikes(CapturedOutput output) {
		this.greeter.log("warn", "a word of warning");
		this.greeter.writeLine("no JSON at all");
		this.greeter.writeLine("x".repeat(200_000));
		this.greeter.answer("greet", "still there");
		assertThat(this.manager.call("greeter", "greet").retrieve(String.class)).isEqualTo("still there");
		await().untilAsserted(() -> assertThat(output).contains("a word of warning")
			.contains("no JSON at all")
			.contains("[too-long]"));
	}

	@Test
	void resultsThatAreTooLongFailTheCall() {
		this.greeter.answer("greet", "x".repeat(200_000));
		assertThatExceptionOfType(PluginRpcException.class)
			.isThrownBy(() -> this.manager.call("greeter", "greet").retrieve())
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(RpcErrorCodes.UNKNOWN));
	}

	@Test
	void worksForManyAtOnce() {
		this.greeter.answer("double", (call) -> call.params().path("n").asInt() * 2);
		List<CompletableFuture<Integer>> results = IntStream.range(0, 500)
			.mapToObj((n) -> this.manager.call("greeter", "double").param("n", n).retrieveAsync(Integer.class))
			.toList();
		assertThat(results).extracting(CompletableFuture::join)
			.isEqualTo(IntStream.range(0, 500).mapToObj((n) -> n * 2).toList());
	}

	record Person(String name) {
	}

	@TestConfiguration
	static class News {

		final BlockingQueue<PluginWorkerCrashedEvent> crashes = new LinkedBlockingQueue<>();

		final BlockingQueue<PluginWorkerRestartedEvent> restarts = new LinkedBlockingQueue<>();

		final CompletableFuture<Void> blocked = new CompletableFuture<>();

		@EventListener
		void crashed(PluginWorkerCrashedEvent event) {
			this.crashes.add(event);
		}

		@EventListener
		void restarted(PluginWorkerRestartedEvent event) {
			this.restarts.add(event);
		}

		@HostHandler("blocking")
		CompletableFuture<Void> block() {
			this.blocked.complete(null);
			return new CompletableFuture<>();
		}

	}

}
