package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.rpc.RawJson;

/**
 * The first words between host and worker.
 */
final class Handshake {

	private Handshake() {
	}

	/**
	 * Say who is who.
	 * @param incarnation the process that is to say it is ready
	 * @param accepted takes the methods the worker says it supports, on the thread that
	 * reads its answer
	 * @param refused takes the reason why it is not ready
	 */
	static void initialize(Incarnation incarnation, PluginDefinition definition, WorkerServices services,
			Consumer<List<String>> accepted, Consumer<Throwable> refused) {
		try {
			incarnation.control("initialize", params(definition, services.host()), null)
				.whenComplete((answer, failure) -> {
					if (failure != null) {
						refused.accept(failure);
						return;
					}
					try {
						accepted.accept(accept(answer, services));
					}
					catch (JacksonException | IllegalStateException ex) {
						refused.accept(ex);
					}
				});
		}
		catch (RuntimeException ex) {
			refused.accept(ex);
		}
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
		JsonNode answer = services.codec().readTree(raw);
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
