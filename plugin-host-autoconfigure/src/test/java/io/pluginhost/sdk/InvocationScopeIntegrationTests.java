package io.pluginhost.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginCall;
import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.RpcTimeoutException;
import io.pluginhost.WorkerStatus;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.testing.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * In whose name a worker calls the host: told by real workers, built on old and new
 * versions of the SDK, and by one without it that echoes whatever it is told.
 */
@RequiresTool("node")
class InvocationScopeIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
		.withBean(Host.class)
		.withPropertyValues("plugin-host.startup=blocking", "plugin-host.defaults.restart.initial-delay=10ms");

	// Workers built on the SDK

	@ParameterizedTest
	@EnumSource
	void requestInsideCallHasScopeOfThatCallWhereSdkEchoesIt(SdkVersion version) {
		sdk(version).run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			JsonNode scoped = ask(manager, "any").scope("acme").retrieve();
			assertThat(scoped.path("company").stringValue(null)).isEqualTo(version.isEchoing() ? "acme" : null);
			assertThat(ask(manager, "any").retrieve().path("company").isNull()).isTrue();
		});
	}

	@ParameterizedTest
	@EnumSource
	void handlerThatNeedsScopeIsDeniedToWhoeverHasNone(SdkVersion version) {
		sdk(version).run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			JsonNode scoped = ask(manager, "required").scope("acme").retrieve();
			assertThat(scoped).hasToString(version.isEchoing() ? "{\"company\":\"acme\"}" : "{\"code\":-32005}");
			assertThat(ask(manager, "required").retrieve()).hasToString("{\"code\":-32005}");
		});
	}

	@ParameterizedTest
	@EnumSource
	void callsAtTheSameTimeKeepTheirScopesApart(SdkVersion version) {
		sdk(version).run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			List<CompletableFuture<@Nullable JsonNode>> answers = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				answers.add(ask(manager, "any").scope("company-" + i).retrieveAsync(JsonNode.class));
			}
			for (int i = 0; i < answers.size(); i++) {
				assertThat(answers.get(i).join()).hasToString(
						version.isEchoing() ? "{\"company\":\"company-%d\"}".formatted(i) : "{\"company\":null}");
			}
		});
	}

	@ParameterizedTest
	@EnumSource
	void loopBegunOutsideOfAnyCallHasNoScope(SdkVersion version) {
		sdk(version).run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			List<@Nullable String> companies = context.getBean(Host.class).companies("outside");
			ask(manager, "any").scope("acme").retrieve();
			int before = companies.size();
			await().atMost(PATIENCE).until(() -> companies.size() > before + 3);
			assertThat(companies).containsOnlyNulls();
		});
	}

	@ParameterizedTest
	@EnumSource
	void loopBegunInsideCallKeepsItsScopeWhenCallIsAnswered(SdkVersion version) {
		sdk(version).run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			Host host = context.getBean(Host.class);
			for (String company : List.of("one", "two")) {
				manager.call("acme.sdk", "performAction")
					.param("key", "repeat")
					.param("params", Map.of("key", "loop-of-" + company))
					.scope(company)
					.retrieve();
			}
			for (String company : List.of("one", "two")) {
				List<@Nullable String> companies = host.companies("loop-of-" + company);
				List<CompletableFuture<@Nullable JsonNode>> others = new ArrayList<>();
				for (int i = 0; i < 500; i++) {
					others.add(ask(manager, "any").scope("other").retrieveAsync(JsonNode.class));
				}
				others.forEach(CompletableFuture::join);
				int before = companies.size();
				await().atMost(PATIENCE).until(() -> companies.size() > before + 3);
				assertThat(companies).containsOnly(version.isEchoing() ? company : null);
			}
		});
	}

	@ParameterizedTest
	@EnumSource
	void workerBehindSymbolicLinkRuns(SdkVersion version, @TempDir Path directory) throws IOException {
		Path worker = SdkWorker.entrypoint("scope-worker.js");
		Path release = Files.createSymbolicLink(directory.resolve("current"), worker.getParent());
		Path link = Files.createSymbolicLink(directory.resolve("plugin.js"), worker);
		for (Path entrypoint : List.of(link, release.resolve("scope-worker.js"))) {
			sdk(version).withPropertyValues("plugin-host.plugins.sdk.entrypoint=" + entrypoint).run((context) -> {
				PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
				assertThat(manager.isRunning("acme.sdk")).isTrue();
			});
		}
	}

	@ParameterizedTest
	@EnumSource
	void olderWorkerWhoseLinkIsHiddenInCommandExitsWithoutWord(SdkVersion version, @TempDir Path directory)
			throws IOException {
		// What an entrypoint's real path saves older workers from
		Path link = Files.createSymbolicLink(directory.resolve("plugin.js"), SdkWorker.entrypoint("scope-worker.js"));
		this.runner
			.withPropertyValues("plugin-host.startup=none", "plugin-host.plugins.sdk.command[0]=node",
					"plugin-host.plugins.sdk.command[1]=" + link, "plugin-host.plugins.sdk.env.SDK=" + version.module())
			.run((context) -> {
				CompletableFuture<Void> start = context.getBean(PluginWorkerManager.class).getWorker("sdk").start();
				if (version.isEchoing()) {
					assertThat(start).succeedsWithin(PATIENCE);
				}
				else {
					assertThat(start).failsWithin(PATIENCE)
						.withThrowableThat()
						.withMessageContaining("(code=0, signal=null)");
				}
			});
	}

	// A worker that echoes what it is told to

	@Test
	void answeredCallsIdStillCounts() {
		echoing().run((context) -> {
			PluginWorker worker = context.getBean(PluginWorkerManager.class).getWorker("raw");
			assertThat(echo(worker, invocation(worker, "acme")).retrieve().stringValue()).isEqualTo("acme");
		});
	}

	@Test
	void idOfCallThatNobodyWaitsForAnyMoreStillCounts() {
		echoing().run((context) -> {
			PluginWorker worker = context.getBean(PluginWorkerManager.class).getWorker("raw");
			assertThatExceptionOfType(RpcTimeoutException.class)
				.isThrownBy(() -> worker.call("silence").scope("late").timeout(Duration.ofMillis(50)).retrieve());
			CompletableFuture<JsonNode> cancelled = worker.call("silence")
				.scope("cancelled")
				.retrieveAsync(JsonNode.class);
			await().atMost(PATIENCE).until(() -> worker.call("silenced").retrieve().size() == 2);
			cancelled.cancel(true);
			JsonNode ids = worker.call("silenced").retrieve();
			assertThat(echo(worker, ids.path(0).stringValue()).retrieve().stringValue()).isEqualTo("late");
			assertThat(echo(worker, ids.path(1).stringValue()).retrieve().stringValue()).isEqualTo("cancelled");
		});
	}

	@Test
	void forgedIdIsDeniedAndHandlerNotRun() {
		echoing().run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			PluginWorker worker = manager.getWorker("raw");
			String mine = invocation(worker, "acme");
			String others = invocation(manager.getWorker("other"), "others");
			for (Object forged : List.of("", "1", mine + "0", next(mine, 1000), next(mine, -1000), others, 7, true,
					List.of(mine), Map.of("id", mine))) {
				assertDenied(echo(worker, forged));
			}
			assertThat(context.getBean(Host.class).companies("asked")).isEmpty();
			assertThat(echo(worker, mine).retrieve().stringValue()).isEqualTo("acme");
		});
	}

	@Test
	void idOfHostsOwnCallIsForged() {
		echoing().run((context) -> {
			PluginWorker worker = context.getBean(PluginWorkerManager.class).getWorker("raw");
			String first = invocation(worker, "acme");
			// No call of the host itself has an invocation
			long own = worker.call("initialized").retrieve().longValue();
			assertDenied(echo(worker, first.substring(0, first.lastIndexOf('-') + 1) + own));
			assertThat(context.getBean(Host.class).companies("asked")).isEmpty();
		});
	}

	@Test
	void idOfAnotherIncarnationIsDeniedAndHandlerNotRun() {
		echoing().run((context) -> {
			PluginWorker worker = context.getBean(PluginWorkerManager.class).getWorker("raw");
			String earlier = invocation(worker, "earlier");
			worker.send("crash", null);
			await().atMost(PATIENCE)
				.until(() -> worker.diagnostics().generation() == 2 && worker.status() == WorkerStatus.RUNNING);
			String current = invocation(worker, "current");
			assertDenied(echo(worker, earlier));
			assertThat(context.getBean(Host.class).companies("asked")).isEmpty();
			assertThat(echo(worker, current).retrieve().stringValue()).isEqualTo("current");
		});
	}

	@Test
	void noIdIsNoScope() {
		echoing().run((context) -> {
			PluginWorker worker = context.getBean(PluginWorkerManager.class).getWorker("raw");
			assertThat(worker.call("ask").params(Map.of()).scope("acme").retrieve().isNull()).isTrue();
			assertDenied(worker.call("ask").params(Map.of("params", Map.of("stateKey", "required"))).scope("acme"));
		});
	}

	private ApplicationContextRunner sdk(SdkVersion version) {
		return this.runner.withPropertyValues("plugin-host.plugins.sdk.id=acme.sdk",
				"plugin-host.plugins.sdk.entrypoint=" + SdkWorker.entrypoint("scope-worker.js"),
				"plugin-host.plugins.sdk.env.SDK=" + version.module());
	}

	private ApplicationContextRunner echoing() {
		Path entrypoint = SdkWorker.entrypoint("echoing-worker.js");
		return this.runner.withPropertyValues("plugin-host.plugins.raw.entrypoint=" + entrypoint,
				"plugin-host.plugins.other.entrypoint=" + entrypoint);
	}

	private static PluginCall ask(PluginWorkerManager manager, String key) {
		return manager.call("acme.sdk", "getData").param("key", "ask").param("params", Map.of("key", key));
	}

	/**
	 * Have the worker ask, inside a call that is limited to nobody.
	 */
	private static PluginCall echo(PluginWorker worker, Object invocationId) {
		return worker.call("ask").param("paperclipInvocationId", invocationId);
	}

	private static String invocation(PluginWorker worker, String company) {
		return worker.call("invocation").scope(company).retrieve().path("id").stringValue();
	}

	/**
	 * What a worker that has understood how ids are made would make of one.
	 */
	private static String next(String invocationId, int distance) {
		int number = invocationId.lastIndexOf('-') + 1;
		return invocationId.substring(0, number) + (Long.parseLong(invocationId.substring(number)) + distance);
	}

	private static void assertDenied(PluginCall call) {
		assertThatExceptionOfType(PluginRpcException.class).isThrownBy(call::retrieve)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(RpcErrorCodes.SCOPE_DENIED));
	}

	static class Host {

		private final Map<String, List<@Nullable String>> companies = new ConcurrentHashMap<>();

		@HostHandler("state.get")
		@Nullable String get(String stateKey, HostCall call) {
			companies(stateKey).add(call.companyId());
			return stateKey.equals("required") ? call.requireScope() : call.companyId();
		}

		List<@Nullable String> companies(String key) {
			return this.companies.computeIfAbsent(key, (any) -> new CopyOnWriteArrayList<>());
		}

	}

}
