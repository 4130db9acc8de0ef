package io.pluginhost.worker;

import java.util.LinkedHashMap;
import java.util.List;
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

	private static final int LONGEST_LEVEL = 32;

	private final PluginDefinition definition;

	private final WorkerServices services;

	private final PluginOutlets outlets;

	private final Secrets secrets;

	private final HostCalls hostCalls;

	private final ProcessStreams streams;

	private final ThreadDump threadDump = new ThreadDump();

	private final Function<@Nullable String, Scope> scopes;

	private final long pid;

	private final StackTraceAssembler stderr;

	WorkerMessages(PluginDefinition definition, long generation, long pid, WorkerServices services,
			PluginOutlets outlets, Secrets secrets, Function<@Nullable String, Scope> scopes) {
		this.definition = definition;
		this.services = services;
		this.outlets = outlets;
		this.secrets = secrets;
		this.streams = outlets.streams();
		this.scopes = scopes;
		this.pid = pid;
		this.hostCalls = new HostCalls(definition, generation, services, secrets, scopes);
		this.stderr = new StackTraceAssembler(services.time(), this::stderr);
	}

	@Override
	public void request(RpcMessage.Request request, RpcResponder responder) {
		this.hostCalls.request(request, responder);
	}

	@Override
	public void notification(RpcMessage.Notification notification) {
		boolean known = take(notification);
		this.outlets.notification(notification.method(), known);
		if (!known && logger.isDebugEnabled()) {
			logger.debug("Nobody handles '{}' of plugin '{}'", LogText.escape(redact(notification.method())),
					this.definition.id());
		}
	}

	private boolean take(RpcMessage.Notification notification) {
		switch (notification.method()) {
			case "log" -> log(notification);
			case "streams.open" -> stream(Kind.OPEN, notification.params());
			case "streams.emit" -> stream(Kind.EMIT, notification.params());
			case "streams.close" -> stream(Kind.CLOSE, notification.params());
			case "$/cancelRequest" -> this.hostCalls.cancel(tree(notification.params()).path("id"));
			default -> {
				return this.hostCalls.notification(notification);
			}
		}
		return true;
	}

	@Override
	public void protocolError(ProtocolError error, String excerpt) {
		if (error == ProtocolError.NOT_JSON && this.threadDump.take(excerpt)) {
			return;
		}
		this.outlets.protocolError(error);
		Level level = (error == ProtocolError.UNKNOWN_ANSWER) ? Level.DEBUG : Level.WARN;
		say(level, null, "[%s] %s".formatted(error.code(), LogText.escape(excerpt)), Map.of(), CallObservation.NONE);
	}

	@Override
	public String redact(String words) {
		return this.secrets.redact(words);
	}

	/**
	 * Take a line of stderr, safe to be logged.
	 */
	void stderr(String line) {
		this.stderr.line(line);
	}

	/**
	 * A warning, unless the first line says itself what it is.
	 */
	private void stderr(List<String> lines) {
		Matcher level = STDERR_LEVEL.matcher(lines.get(0));
		String word = level.find() ? level.group(1) : null;
		say((word != null) ? level(word) : Level.WARN, word, String.join("\n", lines), Map.of(), CallObservation.NONE);
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
		this.stderr.flush();
		this.hostCalls.end();
		this.streams.end();
		String dump = this.threadDump.end();
		if (!dump.isEmpty()) {
			say(Level.WARN, null, LogText.escapeLines(dump), Map.of(), CallObservation.NONE);
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

	private void log(RpcMessage.Notification notification) {
		JsonNode line = tree(notification.params());
		Map<String, @Nullable Object> meta = new LinkedHashMap<>();
		line.path("meta")
			.properties()
			.forEach((member) -> meta.put(LogText.escape(member.getKey()), value(member.getValue())));
		String level = line.path("level").stringValue(null);
		say((level != null) ? level(level) : Level.INFO, level, text(line.path("message")), meta,
				this.scopes.apply(notification.invocationId()).observation());
	}

	/**
	 * Have something logged, without the secrets in it.
	 */
	private void say(Level level, @Nullable String word, String words, Map<String, @Nullable Object> told,
			CallObservation observation) {
		String message = redact(words);
		Map<String, @Nullable Object> meta = this.secrets.redact(told);
		int size = 64 + message.length();
		for (Map.Entry<String, @Nullable Object> entry : meta.entrySet()) {
			size += 64 + entry.getKey().length() + String.valueOf(entry.getValue()).length();
		}
		WorkerLogLine line = new WorkerLogLine(this.definition.id(), this.services.time().now(), level, message, meta);
		String shown = (word != null && word.length() <= LONGEST_LEVEL) ? LogText.escape(redact(word)) : null;
		this.outlets.log(new Utterance(line, size, this.pid, shown, observation));
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
