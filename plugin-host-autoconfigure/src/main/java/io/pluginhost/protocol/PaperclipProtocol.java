package io.pluginhost.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.HealthStatus;
import io.pluginhost.PluginDefinition;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.json.LineContent;
import io.pluginhost.json.RawJson;
import io.pluginhost.json.RawMembers;
import io.pluginhost.protocol.WorkerNotification.Malformed;
import io.pluginhost.protocol.WorkerNotification.RequestCancelled;
import io.pluginhost.protocol.WorkerNotification.StreamEvent;
import io.pluginhost.redaction.PrintableText;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.redaction.ShortText;
import io.pluginhost.rpc.RpcError;
import io.pluginhost.rpc.RpcFailureException;
import io.pluginhost.stream.PluginStreamEvent.Kind;

/**
 * The protocol of PROTOCOL.md.
 */
public final class PaperclipProtocol implements WorkerProtocol {

	private static final String HEALTH = "health";

	private static final String SHUTDOWN = "shutdown";

	private static final String CONFIG_CHANGED = "configChanged";

	private static final String CONFIG = "config";

	private static final String LOG = "log";

	private static final String STREAMS_OPEN = "streams.open";

	private static final String STREAMS_EMIT = "streams.emit";

	private static final String STREAMS_CLOSE = "streams.close";

	private static final String CANCEL_REQUEST = "$/cancelRequest";

	/**
	 * The calls that are part of a worker's life, whoever makes them, and are not
	 * observed.
	 */
	public static final Set<String> LIFECYCLE_METHODS = Set.of(INITIALIZE, HEALTH, SHUTDOWN);

	/**
	 * The notifications that mean something to the host itself, and never reach a
	 * handler.
	 */
	public static final Set<String> RESERVED_METHODS = Set.of(LOG, STREAMS_OPEN, STREAMS_EMIT, STREAMS_CLOSE,
			CANCEL_REQUEST);

	/** Further methods are counted. They are shown, and limit nothing. */
	private static final int MAX_METHODS = 200;

	private static final int LONGEST_METHOD = 200;

	private static final int LONGEST_REFUSAL = 2000;

	/** In bytes; a longer answer to a health check is not read. */
	private static final int LONGEST_HEALTH = 1024 * 1024;

	/** In characters. */
	private static final int LONGEST_HEALTH_MESSAGE = 1000;

	private static final int LONGEST_HEALTH_DETAILS = 8000;

	/** In bytes; the names of streams are remembered. */
	private static final int LONGEST_STREAM_NAME = 1024;

	/** The members of notifications that have a meaning; others are not kept. */
	private static final Predicate<String> MEMBERS = Set.of("id", "level", "message", "meta", "channel", "companyId",
			"event")::contains;

	private final JsonCodec json;

	private final HostInfo host;

	private final LogLineReader logLines;

	/**
	 * Create the protocol.
	 * @param json reads what workers write
	 * @param host what workers learn about their host
	 */
	public PaperclipProtocol(JsonCodec json, HostInfo host) {
		this.json = json;
		this.host = host;
		this.logLines = new LogLineReader(json);
	}

	@Override
	public ProtocolMessage opening(PluginDefinition plugin, Object config) {
		Map<String, @Nullable Object> manifest = new LinkedHashMap<>();
		manifest.put("id", plugin.id());
		manifest.put("version", "0.0.0");
		manifest.putAll(plugin.manifest());
		Map<String, @Nullable Object> params = new LinkedHashMap<>();
		params.put("manifest", manifest);
		params.put(CONFIG, config);
		Map<String, String> instanceInfo = new LinkedHashMap<>();
		instanceInfo.put("instanceId", this.host.instanceId());
		instanceInfo.put("hostVersion", this.host.hostVersion());
		params.put("instanceInfo", instanceInfo);
		params.put("apiVersion", this.host.apiVersion());
		params.put("databaseNamespace", null);
		return new ProtocolMessage(INITIALIZE, params);
	}

	@Override
	public OpeningAnswer readOpening(RawJson result, Secrets secrets) {
		try {
			return readOpening(this.json.readTree(result), secrets);
		}
		catch (JacksonException ex) {
			return new OpeningAnswer.Refused("The worker's answer to 'initialize' is no JSON: "
					+ PrintableText.escape(secrets.redact(ex.getOriginalMessage())));
		}
		catch (RuntimeException | Error ex) {
			return new OpeningAnswer.Refused(new IllegalStateException(
					"The worker's answer to 'initialize' cannot be read: " + ex.getClass().getSimpleName(), ex));
		}
	}

	private static OpeningAnswer readOpening(JsonNode result, Secrets secrets) {
		if (!result.path("ok").asBoolean(false)) {
			String mcp = result.has("protocolVersion") ? ForeignProtocol.mcp("protocolVersion") : null;
			return new OpeningAnswer.Refused(
					(mcp != null) ? "it " + mcp : "The worker answered 'initialize' without \"ok\": true");
		}
		List<String> methods = new ArrayList<>();
		JsonNode supported = result.path("supportedMethods");
		supported.forEach((method) -> {
			// Beyond the limit, only the one that the host itself looks for is needed
			boolean needed = CONFIG_CHANGED.equals(method.asString("")) && !methods.contains(CONFIG_CHANGED);
			if (methods.size() < MAX_METHODS || needed) {
				methods.add(ShortText.truncate(secrets.redact(method.asString("")), LONGEST_METHOD));
			}
		});
		if (supported.size() > methods.size()) {
			methods.add("… (%d more)".formatted(supported.size() - methods.size()));
		}
		return new OpeningAnswer.Accepted(List.copyOf(methods));
	}

	/**
	 * A server of the Model Context Protocol is recognized by what it misses in the
	 * request.
	 */
	@Override
	public OpeningAnswer readOpeningError(RpcError error, String stderr) {
		String mcp = ForeignProtocol.mcp(error.message() + Objects.toString(error.data(), "") + stderr);
		return (mcp != null) ? new OpeningAnswer.Refused("it " + mcp)
				: new OpeningAnswer.Refused(new RpcFailureException(shorten(error)));
	}

	/**
	 * It is kept until the next start.
	 */
	private static RpcError shorten(RpcError error) {
		Object data = error.data();
		boolean large = data != null && data.toString().length() > LONGEST_REFUSAL;
		return new RpcError(error.code(), ShortText.truncate(error.message(), LONGEST_REFUSAL), large ? null : data);
	}

	@Override
	public ProtocolMessage healthCheck() {
		return new ProtocolMessage(HEALTH);
	}

	@Override
	public HealthAnswer readHealth(RawJson result, Secrets secrets) {
		if (result.length() > LONGEST_HEALTH) {
			return unreadableHealth("The answer to 'health' is %d bytes long, of which no more than %d are read"
				.formatted(result.length(), LONGEST_HEALTH));
		}
		try {
			JsonNode health = this.json.readTree(result);
			HealthStatus status = switch (health.path("status").asString("ok")) {
				case "degraded" -> HealthStatus.DEGRADED;
				case "error" -> HealthStatus.ERROR;
				default -> HealthStatus.OK;
			};
			String message = health.path("message").stringValue(null);
			JsonNode details = secrets.redact(health.get("details"));
			return new HealthAnswer(status, (message != null) ? healthMessage(message, secrets) : null,
					(details != null) ? ShortText.truncate(details, LONGEST_HEALTH_DETAILS) : null);
		}
		catch (RuntimeException | StackOverflowError | OutOfMemoryError ex) {
			return unreadableHealth("The answer to 'health' cannot be read");
		}
	}

	/**
	 * A worker without the method is as well as one that says so.
	 */
	@Override
	public HealthAnswer readHealthError(RpcError error, Secrets secrets) {
		return isUnsupported(error) ? new HealthAnswer(HealthStatus.OK, null, null)
				: new HealthAnswer(HealthStatus.ERROR, healthMessage(error.message(), secrets), null);
	}

	private static HealthAnswer unreadableHealth(String message) {
		return new HealthAnswer(HealthStatus.ERROR, message, null);
	}

	private static String healthMessage(String message, Secrets secrets) {
		return ShortText.truncate(secrets.redact(message), LONGEST_HEALTH_MESSAGE);
	}

	@Override
	public ProtocolMessage shutdown() {
		return new ProtocolMessage(SHUTDOWN);
	}

	@Override
	public ProtocolMessage cancellation(long callId) {
		return new ProtocolMessage(CANCEL_REQUEST, RawJson.of("{\"id\":" + callId + '}'));
	}

	@Override
	public LineContent envelope(String prefix, long callId, @Nullable String companyId, @Nullable String traceparent) {
		return new PaperclipInvocation(prefix, callId, companyId, traceparent);
	}

	@Override
	public String echo() {
		return PaperclipInvocation.ECHO;
	}

	@Override
	public ProtocolMessage configChange(Map<String, @Nullable Object> config) {
		return new ProtocolMessage(CONFIG_CHANGED, Map.of(CONFIG, config));
	}

	@Override
	public boolean isConfigChange(String method) {
		return method.equals(CONFIG_CHANGED);
	}

	@Override
	public @Nullable RawJson changedConfig(RawJson params) {
		return this.json.members(params).get(CONFIG);
	}

	@Override
	public boolean isUnsupported(RpcError error) {
		return error.code() == RpcErrorCodes.METHOD_NOT_FOUND || error.code() == RpcErrorCodes.NOT_IMPLEMENTED;
	}

	@Override
	public @Nullable WorkerNotification read(String method, @Nullable RawJson params) {
		return switch (method) {
			case LOG, STREAMS_OPEN, STREAMS_EMIT, STREAMS_CLOSE, CANCEL_REQUEST -> readReserved(method, params);
			default -> null;
		};
	}

	private WorkerNotification readReserved(String method, @Nullable RawJson params) {
		if (params == null || !params.isObject()) {
			return new Malformed(method + ": params are no object");
		}
		RawMembers members;
		try {
			members = this.json.members(params, MEMBERS);
		}
		catch (JacksonException ex) {
			return new Malformed(method + ": " + ex.getOriginalMessage());
		}
		return switch (method) {
			case LOG -> this.logLines.read(members);
			case STREAMS_OPEN -> streamEvent(Kind.OPEN, method, members);
			case STREAMS_EMIT -> streamEvent(Kind.EMIT, method, members);
			case STREAMS_CLOSE -> streamEvent(Kind.CLOSE, method, members);
			default -> requestCancelled(members);
		};
	}

	private WorkerNotification streamEvent(Kind kind, String method, RawMembers params) {
		RawJson company = params.get("companyId");
		boolean limited = company != null && !company.isNull();
		String channel = streamName(params.get("channel"));
		String companyId = limited ? streamName(company) : null;
		if (channel == null || (limited && companyId == null)) {
			return new Malformed("%s: 'channel' and, if there is one, 'companyId' must be text of at most %d bytes"
				.formatted(method, LONGEST_STREAM_NAME));
		}
		return new StreamEvent(kind, channel, companyId, (kind == Kind.EMIT) ? params.get("event") : null);
	}

	private @Nullable String streamName(@Nullable RawJson name) {
		return (name != null && name.length() <= LONGEST_STREAM_NAME) ? this.json.name(name) : null;
	}

	private static WorkerNotification requestCancelled(RawMembers params) {
		RawJson id = params.get("id");
		return (id != null) ? new RequestCancelled(id.toString()) : new Malformed("$/cancelRequest without id");
	}

	@Override
	public Set<String> confidentialParams() {
		return Set.of(CONFIG);
	}

}
