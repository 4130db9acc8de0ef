package io.pluginhost.worker;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tools.jackson.core.JacksonException;

import io.pluginhost.PluginDefinition;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.rpc.RawJson;
import io.pluginhost.rpc.RawMembers;
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

	/** The members that have a meaning; others are not even kept. */
	private static final Set<String> MEMBERS = Set.of("id", "level", "message", "meta", "channel", "companyId",
			"event");

	/** Names of streams are remembered; nobody needs longer ones. */
	private static final int MAX_NAME = 1024;

	private final PluginDefinition definition;

	private final WorkerServices services;

	private final PluginOutlets outlets;

	private final HostCalls hostCalls;

	private final ProcessStreams streams;

	WorkerMessages(PluginDefinition definition, long generation, WorkerServices services, PluginOutlets outlets,
			HandlerPlaces places, Function<@Nullable String, Scope> scopes) {
		this.definition = definition;
		this.services = services;
		this.outlets = outlets;
		this.hostCalls = new HostCalls(definition, generation, services, places, outlets, scopes);
		this.streams = outlets.streams(this::invalid);
	}

	@Override
	public void request(RpcMessage.Request request, RpcResponder responder) {
		this.hostCalls.request(request, responder);
	}

	@Override
	public void notification(RpcMessage.Notification notification) {
		switch (notification.method()) {
			case "log" -> log(notification);
			case "streams.open" -> stream(Kind.OPEN, notification);
			case "streams.emit" -> stream(Kind.EMIT, notification);
			case "streams.close" -> stream(Kind.CLOSE, notification);
			case "$/cancelRequest" -> cancel(notification);
			default -> {
				if (!this.hostCalls.notification(notification)) {
					logger.debug("Nobody handles '{}' of plugin '{}'", notification.method(), this.definition.id());
				}
			}
		}
	}

	@Override
	public void protocolError(ProtocolError error, String excerpt) {
		this.outlets.protocolError(error, LogText.escape(excerpt));
	}

	private void invalid(String reason) {
		protocolError(ProtocolError.INVALID_MESSAGE, reason);
	}

	/**
	 * Take a line of stderr: a warning, unless it says itself what it is.
	 */
	void stderr(String line) {
		Matcher level = STDERR_LEVEL.matcher(line);
		this.outlets.log(level.find() ? LogNotification.level(level.group(1), Level.WARN) : Level.WARN,
				LogText.escape(line), Map.of(), line.length());
	}

	/**
	 * Hear that the process has exited, and the rest of what it wrote is being read.
	 */
	void exiting() {
		this.streams.exited();
	}

	/**
	 * Hear that the process has ended: whoever works for it may give up, and its streams
	 * have no more to say.
	 */
	void end() {
		this.hostCalls.end();
		this.streams.end();
		this.outlets.sumUpComplaints();
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
		RawMembers params = params(notification);
		RawJson message = (params != null) ? params.get("message") : null;
		if (params == null || message == null) {
			missing(params, "log without message");
			return;
		}
		LogNotification line = LogNotification.read(params, message, this.services.codec());
		this.outlets.log(line.level(), line.message(), line.meta(), line.size());
	}

	private void stream(Kind kind, RpcMessage.Notification notification) {
		RawMembers params = params(notification);
		if (params == null || notification.params() == null) {
			return;
		}
		RawJson company = params.get("companyId");
		boolean limited = company != null && !company.isNull();
		String channel = name(params.get("channel"));
		String companyId = limited ? name(company) : null;
		if (channel == null || (limited && companyId == null)) {
			invalid("%s: 'channel' and, if there is one, 'companyId' must be text of at most %d bytes"
				.formatted(notification.method(), MAX_NAME));
			return;
		}
		this.streams.take(kind, channel, companyId, (kind == Kind.EMIT) ? params.get("event") : null,
				PluginOutlets.WEIGHT + notification.params().length());
	}

	private @Nullable String name(@Nullable RawJson json) {
		boolean possible = json != null && json.isText() && json.length() <= MAX_NAME;
		return (possible && json != null) ? this.services.codec().readTree(json).stringValue() : null;
	}

	private void cancel(RpcMessage.Notification notification) {
		RawMembers params = params(notification);
		RawJson id = (params != null) ? params.get("id") : null;
		if (id == null) {
			missing(params, notification.method() + " without id");
			return;
		}
		this.hostCalls.cancel(id.toString());
	}

	private void missing(@Nullable RawMembers params, String reason) {
		if (params != null) {
			invalid(reason);
		}
	}

	/**
	 * Read the params as far as the host itself has a use for them.
	 * @return the members, or {@code null} if there are none, which has been told then
	 */
	private @Nullable RawMembers params(RpcMessage.Notification notification) {
		RawJson params = notification.params();
		if (params == null || !params.isObject()) {
			invalid(notification.method() + ": params are no object");
			return null;
		}
		try {
			return this.services.codec().members(params, MEMBERS::contains);
		}
		catch (JacksonException ex) {
			invalid(notification.method() + ": " + ex.getOriginalMessage());
			return null;
		}
	}

}
