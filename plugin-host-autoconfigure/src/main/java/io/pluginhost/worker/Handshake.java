package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RawJson;

/**
 * The first words between host and worker.
 */
final class Handshake {

	private Handshake() {
	}

	/**
	 * Say who is who.
	 * @return completes with the methods the worker says it supports, on the thread that
	 * reads its answer; exceptionally if it did not answer that it is ready
	 */
	static CompletionStage<List<String>> initialize(Incarnation incarnation, PluginDefinition definition,
			WorkerServices services) {
		PendingCall call;
		try {
			call = incarnation.control("initialize", params(definition, services.host()), null);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		return call.thenApply((answer) -> accept(answer, services));
	}

	private static InitializeParams params(PluginDefinition definition, HostInfo host) {
		Map<String, @Nullable Object> manifest = new LinkedHashMap<>();
		manifest.put("id", definition.id());
		manifest.put("version", "0.0.0");
		manifest.putAll(definition.manifest());
		return new InitializeParams(manifest, definition.config(),
				new InstanceInfo(host.instanceId(), host.hostVersion()), host.apiVersion(), null);
	}

	private static List<String> accept(RawJson raw, WorkerServices services) {
		JsonNode answer;
		try {
			answer = services.codec().readTree(raw);
		}
		catch (JacksonException ex) {
			throw new CompletionException(ex);
		}
		if (!answer.path("ok").asBoolean(false)) {
			throw new IllegalStateException("The worker answered 'initialize' without \"ok\": true");
		}
		List<String> methods = new ArrayList<>();
		answer.path("supportedMethods").forEach((method) -> methods.add(method.asString("")));
		return List.copyOf(methods);
	}

	/**
	 * Parameters of {@code initialize}.
	 *
	 * @param manifest what the plugin is
	 * @param config how it is configured
	 * @param instanceInfo who its host is
	 * @param apiVersion which version of the protocol's methods the host speaks
	 * @param databaseNamespace always {@code null}
	 */
	record InitializeParams(Map<String, @Nullable Object> manifest, Map<String, @Nullable Object> config,
			InstanceInfo instanceInfo, int apiVersion, @Nullable String databaseNamespace) {
	}

	/**
	 * Who the host is.
	 *
	 * @param instanceId tells one host from another
	 * @param hostVersion the application's version
	 */
	record InstanceInfo(String instanceId, String hostVersion) {
	}

}
