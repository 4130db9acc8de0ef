package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.testing.MischiefWorker;
import io.pluginhost.testing.WebApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Plugins outlive the requests that need them.
 */
class GracefulShutdownIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Test
	void requestInFlightGetsItsAnswerFromPluginWhileApplicationCloses() {
		List<String> properties = new ArrayList<>(List.of(MischiefWorker.properties("slow")));
		properties.addAll(List.of("plugin-host.startup=blocking", "server.shutdown=graceful"));
		try (WebApplication application = WebApplication.run(TestApplication.class, properties)) {
			PluginWorkerManager manager = application.manager();
			Gate gate = application.context().getBean(Gate.class);
			int port = application.context().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			CompletableFuture<HttpResponse<String>> answer = application.getAsync("/ask");
			assertThat(gate.reached()).isTrue();
			CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);
			await().atMost(PATIENCE).until(() -> !isListening(port));
			assertThat(manager.getWorker("slow").status()).isEqualTo(WorkerStatus.RUNNING);
			assertThat(closing).isNotDone();
			gate.open();
			assertThat(answer).succeedsWithin(PATIENCE).satisfies((response) -> {
				assertThat(response.statusCode()).isEqualTo(200);
				assertThat(response.body()).contains("passed");
			});
			assertThat(closing).succeedsWithin(PATIENCE);
			assertThat(manager.getWorker("slow").status()).isEqualTo(WorkerStatus.STOPPED);
		}
	}

	private static boolean isListening(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("localhost", port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TestApplication {

		@Bean
		Gate gate() {
			return new Gate();
		}

		@Bean
		AskController askController(PluginWorkerManager manager) {
			return new AskController(manager);
		}

	}

	@RestController
	static class AskController {

		private final PluginWorkerManager manager;

		AskController(PluginWorkerManager manager) {
			this.manager = manager;
		}

		@GetMapping("/ask")
		String ask() {
			return this.manager.call("slow", "host").param("text", "gate").retrieve().toString();
		}

	}

	/**
	 * Where the worker has to wait, in the middle of its work.
	 */
	static class Gate {

		private final CountDownLatch reached = new CountDownLatch(1);

		private final CountDownLatch open = new CountDownLatch(1);

		@HostHandler("gate")
		String pass() throws InterruptedException {
			this.reached.countDown();
			return this.open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS) ? "passed" : "stuck";
		}

		boolean reached() {
			try {
				return this.reached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}

		void open() {
			this.open.countDown();
		}

	}

}
