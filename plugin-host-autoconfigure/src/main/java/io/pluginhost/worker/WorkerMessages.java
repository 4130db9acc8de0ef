package io.pluginhost.worker;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.rpc.RawJson;
import io.pluginhost.rpc.RpcHandler;
import io.pluginhost.rpc.RpcMessage;
import io.pluginhost.rpc.RpcResponder;
import io.pluginhost.stream.PluginStreamEvent.Kind;

/**
 * Sorts what one process says of its own accord: log lines, stream events, and calls of
 * host methods. Runs on the thread that reads stdout, and stderr's for its lines.
 */
final class WorkerMessages implements RpcHandler {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private static final Pattern STDERR_LEVEL = Pattern.compile(
			"^\\W{0,3}(?:\\S{8,35}\\s+){0,2}\\W?" + "(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\\b",
			Pattern.CASE_INSENSITIVE);

	private final PluginDefinition definition;

	private final WorkerServices services;

	private final PluginOutlets outlets;

	private final Secrets secrets;

	private final HostCalls hostCalls;

	private final ProcessStreams streams;

	private final ThreadDump threadDump = new ThreadDump();

	WorkerMessages(PluginDefinition definition, long generation, WorkerServices services, PluginOutlets outlets,
			Secrets secrets, Function<@Nullable String, Scope> scopes) {
		this.definition = definition;
		this.services = services;
		this.outlets = outlets;
		this.secrets = secrets;
		this.streams = outlets.streams();
		this.hostCalls = new HostCalls(definition, generation, services, secrets, scopes);
	}

	@Override
	public void request(RpcMessage.Request request, RpcResponder responder) {
		this.hostCalls.request(request, responder);
	}

	@Override
	public void notification(RpcMessage.Notification notification) {
		switch (notification.method()) {
			case "log" -> log(notification.params());
			case "streams.open" -> stream(Kind.OPEN, notification.params());
			case "streams.emit" -> stream(Kind.EMIT, notification.params());
			case "streams.close" -> stream(Kind.CLOSE, notification.params());
			case "$/cancelRequest" -> this.hostCalls.cancel(tree(notification.params()).path("id"));
			default -> {
				if (!this.hostCalls.notification(notification) && logger.isDebugEnabled()) {
					logger.debug("Nobody handles '{}' of plugin '{}'", LogText.escape(redact(notification.method())),
							this.definition.id());
				}
			}
		}
	}

	@Override
	public void protocolError(ProtocolError error, String excerpt) {
		if (error == ProtocolError.NOT_JSON && this.threadDump.take(excerpt)) {
			return;
		}
		this.outlets.protocolError(error);
		Level level = (error == ProtocolError.UNKNOWN_ANSWER) ? Level.DEBUG : Level.WARN;
		this.outlets.log(level, "[%s] %s".formatted(error.code(), LogText.escape(excerpt)), Map.of());
	}

	@Override
	public String redact(String words) {
		return this.secrets.redact(words);
	}

	/**
	 * Take a line of stderr, safe to be logged: a warning, unless it says itself what it
	 * is.
	 */
	void stderr(String line) {
		Matcher level = STDERR_LEVEL.matcher(line);
		this.outlets.log(level.find() ? level(level.group(1)) : Level.WARN, line, Map.of());
	}

	/**
	 * Hear that the process has exited, and the rest of what it wrote is being read.
	 */
	void exiting() {
		this.streams.exited();
	}

	/**
	 * Be ready for a thread dump among the messages.
	 */
	void expectThreadDump() {
		this.threadDump.expect();
	}

	/**
	 * Hear that the process has ended: whoever works for it may give up, and its streams
	 * have no more to say.
	 */
	void end() {
		this.hostCalls.end();
		this.streams.end();
		String dump = this.threadDump.end();
		if (!dump.isEmpty()) {
			this.outlets.log(Level.WARN, LogText.escapeLines(dump), Map.of());
		}
	}

	/**
	 * Whether the host owes the worker an answer.
	 */
	int runningHostCalls() {
		return this.hostCalls.owed();
	}

	/**
	 * Whether nobody reads what the worker writes, because stream listeners are too slow.
	 */
	boolean isPaused() {
		return this.outlets.isPaused();
	}

	private void log(@Nullable RawJson params) {
		JsonNode line = tree(params);
		Map<String, @Nullable Object> meta = new LinkedHashMap<>();
		line.path("meta")
			.properties()
			.forEach((member) -> meta.put(LogText.escape(member.getKey()), value(member.getValue())));
		this.outlets.log(level(line.path("level").asString("")), text(line.path("message")), meta);
	}

	private void stream(Kind kind, @Nullable RawJson params) {
		JsonNode stream = tree(params);
		String channel = stream.path("channel").stringValue(null);
		if (channel == null) {
			protocolError(ProtocolError.INVALID_MESSAGE,
					"streams.%s without channel".formatted(kind.name().toLowerCase(Locale.ROOT)));
			return;
		}
		JsonNode event = (kind == Kind.EMIT) ? stream.get("event") : null;
		this.streams.take(kind, channel, stream.path("companyId").stringValue(null), event,
				(params != null) ? params.length() : 0);
	}

	private JsonNode tree(@Nullable RawJson params) {
		try {
			return this.services.codec().readTree(params);
		}
		catch (JacksonException ex) {
			protocolError(ProtocolError.INVALID_MESSAGE, ex.getOriginalMessage());
			return this.services.codec().readTree(null);
		}
	}

	/**
	 * Numbers and truth stay what they are; anything else becomes text.
	 */
	private static Object value(JsonNode node) {
		if (node.isNumber()) {
			return node.numberValue();
		}
		return node.isBoolean() ? (Object) node.booleanValue() : text(node);
	}

	private static String text(JsonNode node) {
		return LogText.escape(node.isString() ? node.stringValue() : node.isMissingNode() ? "" : node.toString());
	}

	private static Level level(String name) {
		return switch (name.toLowerCase(Locale.ROOT)) {
			case "trace" -> Level.TRACE;
			case "debug" -> Level.DEBUG;
			case "warn", "warning" -> Level.WARN;
			case "error", "fatal" -> Level.ERROR;
			default -> Level.INFO;
		};
	}

}
