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
	 * @param config the plugin's configuration by now
	 * @param accepted takes the methods the worker says it supports, on the thread that
	 * reads its answer
	 * @param refused takes the reason why it is not ready
	 */
	static void initialize(Incarnation incarnation, PluginDefinition definition, Object config, WorkerServices services,
			Consumer<List<String>> accepted, Consumer<Throwable> refused) {
		try {
			incarnation.control("initialize", params(definition, config, services.host()), null, (answer, failure) -> {
				if (answer == null) {
					refused.accept((failure != null) ? failure : new IllegalStateException("No answer"));
					return;
				}
				try {
					accepted.accept(accept(answer, services, incarnation.secrets()));
				}
				catch (JacksonException ex) {
					refused.accept(new IllegalStateException("The worker's answer to 'initialize' is no JSON: "
							+ incarnation.secrets().redact(ex.getOriginalMessage())));
				}
				catch (IllegalStateException ex) {
					refused.accept(ex);
				}
			});
		}
		catch (RuntimeException ex) {
			refused.accept(ex);
		}
	}

	private static Map<String, @Nullable Object> params(PluginDefinition definition, Object config, HostInfo host) {
		Map<String, @Nullable Object> manifest = new LinkedHashMap<>();
		manifest.put("id", definition.id());
		manifest.put("version", "0.0.0");
		manifest.putAll(definition.manifest());
		Map<String, @Nullable Object> params = new LinkedHashMap<>();
		params.put("manifest", manifest);
		params.put("config", config);
		Map<String, String> instanceInfo = new LinkedHashMap<>();
		instanceInfo.put("instanceId", host.instanceId());
		instanceInfo.put("hostVersion", host.hostVersion());
		params.put("instanceInfo", instanceInfo);
		params.put("apiVersion", host.apiVersion());
		params.put("databaseNamespace", null);
		return params;
	}

	private static List<String> accept(RawJson raw, WorkerServices services, Secrets secrets) {
		JsonNode answer = services.codec().readTree(raw);
		if (!answer.path("ok").asBoolean(false)) {
			throw new IllegalStateException("The worker answered 'initialize' without \"ok\": true");
		}
		List<String> methods = new ArrayList<>();
		answer.path("supportedMethods").forEach((method) -> methods.add(secrets.redact(method.asString(""))));
		return List.copyOf(methods);
	}

}
