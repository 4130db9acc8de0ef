package io.pluginhost.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import io.pluginhost.PluginDefinition;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.hostcall.HostCalls;
import io.pluginhost.hostcall.PluginHostCalls;
import io.pluginhost.json.RawJson;
import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallScope;
import io.pluginhost.observation.WorkerLogLine;
import io.pluginhost.output.EventDispatcher;
import io.pluginhost.output.LogRecord;
import io.pluginhost.output.ProcessStreams;
import io.pluginhost.output.ProtocolWarnings;
import io.pluginhost.output.StackTraceAssembler;
import io.pluginhost.output.StartupDiagnostics;
import io.pluginhost.output.ThreadDump;
import io.pluginhost.protocol.WorkerNotification;
import io.pluginhost.protocol.WorkerNotification.LogLine;
import io.pluginhost.protocol.WorkerNotification.Malformed;
import io.pluginhost.protocol.WorkerNotification.RequestCancelled;
import io.pluginhost.protocol.WorkerNotification.StreamEvent;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.redaction.PrintableText;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.rpc.RpcHandler;
import io.pluginhost.rpc.RpcMessage;
import io.pluginhost.rpc.RpcResponder;

/**
 * Dispatches the messages of one process by what they mean to its protocol: log lines and
 * stream events to the output, requests and other notifications to the host calls. Runs
 * on the thread that reads stdout, and for lines of stderr on the thread that reads
 * those.
 */
public final class WorkerMessages implements RpcHandler {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private static final Pattern STDERR_LEVEL = Pattern.compile(
			"^\\W{0,3}(?:\\S{8,35}\\s+){0,2}\\W?" + "(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\\b",
			Pattern.CASE_INSENSITIVE);

	private static final int LONGEST_LEVEL = 32;

	/** The size of a waiting log line or event beside the worker's own text. */
	private static final int WEIGHT = 256;

	private final PluginDefinition definition;

	private final Timekeeper time;

	private final WorkerProtocol protocol;

	private final EventDispatcher dispatcher;

	private final Secrets secrets;

	private final HostCalls hostCalls;

	private final ProcessStreams streams;

	private final ProtocolWarnings warnings;

	private final StartupDiagnostics startup;

	private final ThreadDump threadDump = new ThreadDump();

	private final Function<@Nullable RawJson, CallScope> scopes;

	private final long pid;

	private final StackTraceAssembler stderr;

	public WorkerMessages(PluginDefinition definition, long generation, long pid, Timekeeper time,
			WorkerProtocol protocol, EventDispatcher dispatcher, PluginHostCalls hostCalls, Secrets secrets,
			Function<@Nullable RawJson, CallScope> scopes) {
		this.definition = definition;
		this.time = time;
		this.protocol = protocol;
		this.dispatcher = dispatcher;
		this.secrets = secrets;
		this.startup = new StartupDiagnostics((words) -> PrintableText.escape(redact(words)));
		this.streams = dispatcher.streams(this::invalid);
		this.scopes = scopes;
		this.pid = pid;
		this.warnings = new ProtocolWarnings(time,
				(level, text) -> log(level, null, text, Map.of(), CallObservation.NONE));
		this.hostCalls = hostCalls.open(generation, (kind, text) -> this.warnings.add(kind, Level.WARN, text), scopes);
		this.stderr = new StackTraceAssembler(time, this::stderr);
	}

	@Override
	public void request(RpcMessage.Request request, RpcResponder responder) {
		this.startup.messageReceived();
		this.hostCalls.request(request, responder);
	}

	@Override
	public void notification(RpcMessage.Notification notification) {
		this.startup.messageReceived();
		boolean known = take(notification);
		this.dispatcher.notification(notification.method(), known);
		if (!known && logger.isDebugEnabled()) {
			logger.debug("No handler for notification '{}' of plugin '{}'",
					PrintableText.escape(redact(notification.method())), this.definition.id());
		}
	}

	private boolean take(RpcMessage.Notification notification) {
		RawJson params = notification.params();
		WorkerNotification meaning = this.protocol.read(notification.method(), params);
		if (meaning == null) {
			return this.hostCalls.notification(notification);
		}
		if (meaning instanceof LogLine line) {
			log(line.level(), line.levelName(), line.message(), line.meta(),
					this.scopes.apply(notification.extension()).observation());
		}
		else if (meaning instanceof StreamEvent event) {
			this.streams.take(event.kind(), event.channel(), event.companyId(), event.event(),
					WEIGHT + ((params != null) ? params.length() : 0));
		}
		else if (meaning instanceof RequestCancelled cancelled) {
			this.hostCalls.cancel(cancelled.requestId());
		}
		else if (meaning instanceof Malformed malformed) {
			invalid(malformed.reason());
		}
		return true;
	}

	@Override
	public void protocolError(ProtocolError error, String excerpt) {
		if (error == ProtocolError.NOT_JSON && this.threadDump.take(excerpt)) {
			return;
		}
		this.dispatcher.protocolError(error);
		String words = PrintableText.escape(excerpt);
		if (error == ProtocolError.STRAY_TEXT) {
			this.warnings.addOnce(error.code(), words
					+ " (text beside a message was skipped, and will be without further warning: stdout is for messages)");
			return;
		}
		boolean ready = this.startup.isComplete();
		if (!ready && this.startup.invalidLine(error, excerpt)) {
			return;
		}
		// Late answers are common, but none can be late before the worker is ready
		this.warnings.add(error.code(), (error == ProtocolError.UNKNOWN_ANSWER && ready) ? Level.DEBUG : Level.WARN,
				words);
	}

	private void invalid(String reason) {
		protocolError(ProtocolError.INVALID_MESSAGE, reason);
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
	 * Log a warning, unless the first line names another level.
	 */
	private void stderr(List<String> lines) {
		Matcher level = STDERR_LEVEL.matcher(lines.get(0));
		String word = level.find() ? level.group(1) : null;
		log((word != null) ? LogLine.levelOf(word) : Level.WARN, word, String.join("\n", lines), Map.of(),
				CallObservation.NONE);
	}

	public StartupDiagnostics startup() {
		return this.startup;
	}

	/**
	 * Invoked when the process has exited, and the rest of its output is being read.
	 */
	void exiting() {
		this.streams.exited();
	}

	/**
	 * Expect a thread dump among the messages.
	 */
	void expectThreadDump() {
		this.threadDump.expect();
	}

	/**
	 * Invoked when all output of the process has been read: ends its host calls and
	 * streams.
	 */
	void end() {
		this.stderr.flush();
		this.hostCalls.end();
		this.streams.end();
		this.warnings.logSummary();
		String dump = this.threadDump.end();
		if (!dump.isEmpty()) {
			log(Level.WARN, null, PrintableText.printLines(dump), Map.of(), CallObservation.NONE);
		}
	}

	/**
	 * Return the number of requests that the host has not answered yet.
	 */
	int runningHostCalls() {
		return this.hostCalls.unanswered();
	}

	/**
	 * Return whether the output of the worker is not read, because stream listeners are
	 * too slow.
	 */
	boolean isPaused() {
		return this.streams.pausedFor() != null;
	}

	/**
	 * Return for how long the output of the worker has not been read, or {@code null} if
	 * it is being read.
	 */
	public @Nullable Duration pausedFor() {
		return this.streams.pausedFor();
	}

	/**
	 * Log a message without the secrets in it.
	 */
	private void log(Level level, @Nullable String word, String words, Map<String, @Nullable Object> told,
			CallObservation observation) {
		String message = redact(words);
		Map<String, @Nullable Object> meta = this.secrets.redact(told);
		int size = WEIGHT + message.length();
		if (!meta.isEmpty()) {
			for (Map.Entry<String, @Nullable Object> entry : meta.entrySet()) {
				size += 64 + entry.getKey().length() + String.valueOf(entry.getValue()).length();
			}
		}
		WorkerLogLine line = new WorkerLogLine(this.definition.id(), this.time.now(), level, message, meta);
		String shown = (word != null && word.length() <= LONGEST_LEVEL) ? PrintableText.escape(redact(word)) : null;
		this.dispatcher.log(new LogRecord(line, size, this.pid, shown, observation));
	}

}
