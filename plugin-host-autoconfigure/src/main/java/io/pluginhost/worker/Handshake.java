package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.json.RawJson;
import io.pluginhost.output.ForeignProtocol;
import io.pluginhost.redaction.PrintableText;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.redaction.ShortText;
import io.pluginhost.rpc.RpcError;
import io.pluginhost.rpc.RpcFailureException;

/**
 * The first words between host and worker.
 */
final class Handshake {

	/** As many methods are kept. They are shown, and limit nothing. */
	private static final int MAX_METHODS = 200;

	private static final int LONGEST_METHOD = 200;

	private static final int LONGEST_REFUSAL = 2000;

	private Handshake() {
	}

	/**
	 * Say who is who.
	 * @param session the process that is to say it is ready
	 * @param config the plugin's configuration by now
	 * @param accepted takes the methods the worker says it supports, on the thread that
	 * reads its answer
	 * @param refused takes the reason why it is not ready
	 */
	static void initialize(ProcessSession session, PluginDefinition definition, Object config, WorkerServices services,
			Consumer<List<String>> accepted, Consumer<Throwable> refused) {
		try {
			session.control("initialize", params(definition, config, services.host()), null, (answer, failure) -> {
				if (answer == null) {
					refused.accept(refusal(failure, session));
					return;
				}
				List<String> supported;
				try {
					supported = accept(answer, services, session.secrets());
				}
				catch (JacksonException ex) {
					refused.accept(new IllegalStateException("The worker's answer to 'initialize' is no JSON: "
							+ PrintableText.escape(session.secrets().redact(ex.getOriginalMessage()))));
					return;
				}
				catch (IllegalStateException ex) {
					refused.accept(ex);
					return;
				}
				catch (RuntimeException | Error ex) {
					refused.accept(new IllegalStateException(
							"The worker's answer to 'initialize' cannot be read: " + ex.getClass().getSimpleName(),
							ex));
					return;
				}
				accepted.accept(supported);
			});
		}
		catch (RuntimeException ex) {
			refused.accept(ex);
		}
	}

	/**
	 * What an MCP server does not like about the call tells what it is.
	 */
	private static Throwable refusal(@Nullable Throwable failure, ProcessSession session) {
		if (failure instanceof RpcFailureException error) {
			String words = error.error().message() + Objects.toString(error.error().data(), "")
					+ session.stderrExcerpt();
			String mcp = ForeignProtocol.mcp(words);
			return (mcp != null) ? new IllegalStateException("it " + mcp) : shortened(error.error());
		}
		return (failure != null) ? failure : new IllegalStateException("No answer");
	}

	/**
	 * It is kept until the next start.
	 */
	private static RpcFailureException shortened(RpcError error) {
		Object data = error.data();
		boolean large = data != null && data.toString().length() > LONGEST_REFUSAL;
		return new RpcFailureException(
				new RpcError(error.code(), ShortText.truncate(error.message(), LONGEST_REFUSAL), large ? null : data));
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
		JsonNode answer = services.json().readTree(raw);
		if (!answer.path("ok").asBoolean(false)) {
			String mcp = answer.has("protocolVersion") ? ForeignProtocol.mcp("protocolVersion") : null;
			throw new IllegalStateException(
					(mcp != null) ? "it " + mcp : "The worker answered 'initialize' without \"ok\": true");
		}
		List<String> methods = new ArrayList<>();
		JsonNode supported = answer.path("supportedMethods");
		supported.forEach((method) -> {
			// Another one is needed only if it is the one that the host itself looks for
			boolean needed = CurrentConfig.CONFIG_CHANGED.equals(method.asString(""))
					&& !methods.contains(CurrentConfig.CONFIG_CHANGED);
			if (methods.size() < MAX_METHODS || needed) {
				methods.add(ShortText.truncate(secrets.redact(method.asString("")), LONGEST_METHOD));
			}
		});
		if (supported.size() > methods.size()) {
			methods.add("… (%d more)".formatted(supported.size() - methods.size()));
		}
		return List.copyOf(methods);
	}

}
