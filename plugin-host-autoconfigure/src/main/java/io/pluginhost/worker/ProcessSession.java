package io.pluginhost.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.TimeLimits;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.call.CallGate;
import io.pluginhost.call.CallIds;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.concurrent.WakeupBatch;
import io.pluginhost.json.RawJson;
import io.pluginhost.observation.CallInFlight;
import io.pluginhost.observation.CallScope;
import io.pluginhost.output.StartupDiagnostics;
import io.pluginhost.output.StderrTail;
import io.pluginhost.output.WireTrace;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.process.ProcessListener;
import io.pluginhost.process.WorkerProcess;
import io.pluginhost.protocol.OpeningAnswer;
import io.pluginhost.protocol.ProtocolMessage;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.redaction.PrintableText;
import io.pluginhost.redaction.PrintableThrowable;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RpcCodec;
import io.pluginhost.rpc.RpcConnection;
import io.pluginhost.rpc.RpcDialect;
import io.pluginhost.rpc.RpcFailureException;

/**
 * One process of a worker with its connection: from its start to its end, after which
 * nothing of it reaches anybody.
 */
final class ProcessSession implements ProcessListener {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	/** For calls whose time the worker's own deadline measures. */
	private static final Duration NO_TIMEOUT = TimeLimits.LONGEST;

	private static final int STDERR_EXCERPT = 8000;

	private final PluginDefinition definition;

	private final long generation;

	private final RpcCodec codec;

	private final Timekeeper time;

	private final WorkerProtocol protocol;

	private final WorkerProcess process;

	private final RpcConnection connection;

	private final WorkerMessages messages;

	private final Secrets secrets;

	private final StderrTail stderr = new StderrTail(STDERR_EXCERPT, this::safe, this::safeSoFar);

	private final MemoryGauge memory;

	private final @Nullable WireTrace wire;

	private final CallIds ids;

	private final Observer observer;

	/** Of the host's first call, initialize; the worker's loop's. */
	private long initializeId;

	private final AtomicBoolean givenUp = new AtomicBoolean();

	private volatile boolean exited;

	/** Written by the reader of stdout: when bytes came last. */
	private volatile long lastInputAt;

	/**
	 * Create a session.
	 * @param ids numbers the host's own calls, and knows what workers echo
	 * @param messages creates what receives the worker's messages
	 * @param observer invoked with what becomes of the process
	 * @param wire shows the lines, or {@code null}
	 */
	ProcessSession(PluginDefinition definition, long generation, WorkerProcess process, Secrets secrets, CallIds ids,
			WorkerProtocol protocol, RpcCodec codec, Timekeeper time,
			Function<Function<@Nullable RawJson, CallScope>, WorkerMessages> messages, @Nullable WireTrace wire,
			Observer observer) {
		this.definition = definition;
		this.generation = generation;
		this.process = process;
		this.secrets = secrets;
		this.ids = ids;
		this.protocol = protocol;
		this.codec = codec;
		this.time = time;
		this.observer = observer;
		this.memory = new MemoryGauge(process, time);
		this.lastInputAt = time.nanoTime();
		this.wire = wire;
		this.messages = messages.apply(this::scope);
		this.connection = new RpcConnection(codec, dialect(protocol, codec),
				new QueuedOutput(process.stdin(), this::giveUp, wire), this.messages, time,
				CallGate.timeout(definition.id()), definition.limits().maxMessageSize());
	}

	private static RpcDialect dialect(WorkerProtocol protocol, RpcCodec codec) {
		return new RpcDialect(protocol.echo(), (id) -> {
			ProtocolMessage cancellation = protocol.cancellation(id);
			return (cancellation != null) ? codec.encodeNotification(cancellation.method(),
					codec.json().write(cancellation.params()), Integer.MAX_VALUE) : null;
		});
	}

	/**
	 * Read what the process writes from now on.
	 */
	void open() {
		this.process.open(this);
	}

	/**
	 * Open the session, and initialize the worker.
	 * @param config the configuration, as a map or as JSON
	 * @param accepted invoked, on any thread, with the methods that the worker says it
	 * supports
	 * @param refused invoked, on any thread, with the reason why the worker is not ready;
	 * not if the process ends, as its exit is an event of its own
	 */
	void initialize(Object config, Consumer<List<String>> accepted, Consumer<Throwable> refused) {
		this.messages.startup().onForeign((words) -> refused.accept(new IllegalStateException(words)));
		open();
		Handshake.open(this, this.protocol, this.definition, config, (answer) -> {
			if (answer instanceof OpeningAnswer.Accepted opened) {
				this.messages.startup().complete();
				accepted.accept(opened.supportedMethods());
			}
			else if (answer instanceof OpeningAnswer.Refused failed
					&& !(failed.reason() instanceof WorkerUnavailableException)) {
				refused.accept(failed.reason());
			}
		});
	}

	/**
	 * Ask the process to end.
	 * @param refused invoked, on any thread, if the worker refuses
	 * @return whether the protocol has a request for it
	 */
	boolean requestShutdown(Runnable refused) {
		ProtocolMessage shutdown = this.protocol.shutdown();
		if (shutdown == null) {
			return false;
		}
		control(shutdown, null, (answer, failure) -> {
			if (failure instanceof RpcFailureException) {
				refused.run();
			}
			else if (failure == null) {
				this.process.shutdownConfirmed();
			}
		});
		return true;
	}

	long generation() {
		return this.generation;
	}

	boolean hasExited() {
		return this.exited;
	}

	WorkerProcess process() {
		return this.process;
	}

	RpcConnection connection() {
		return this.connection;
	}

	WorkerMessages messages() {
		return this.messages;
	}

	Secrets secrets() {
		return this.secrets;
	}

	/**
	 * The newest of what the process wrote to stderr: at most 8,000 characters, safe to
	 * be told to anybody.
	 */
	String stderrExcerpt() {
		return this.stderr.excerpt();
	}

	/**
	 * Return what has been seen instead of an answer to initialize.
	 */
	StartupDiagnostics.Observation seenInsteadOfAnswer() {
		return this.messages.startup().observed(this.initializeId);
	}

	/**
	 * Return whether anything has come on stdout since a reading of the clock.
	 */
	boolean hasHeardSince(long nanoTime) {
		return this.lastInputAt - nanoTime > 0;
	}

	MemoryGauge memory() {
		return this.memory;
	}

	List<CallInFlight> callsInFlight() {
		long now = this.time.nanoTime();
		return this.connection.pending()
			.snapshot()
			.stream()
			.filter(PendingCall::isFromApplication)
			.map((call) -> new CallInFlight(call.id(), call.method(), call.age(now), call.timeout()))
			.toList();
	}

	/**
	 * Have the process write down what its threads do; it is logged when it has ended.
	 * @param onNone told, on any thread, if it does not
	 */
	void dumpThreads(Runnable onNone) {
		this.messages.expectThreadDump();
		this.process.dumpThreads().whenComplete((asked, failure) -> {
			if (failure != null || !asked) {
				onNone.run();
			}
		});
	}

	/**
	 * Send a request of the host itself.
	 * @return the call, settled at the latest when the process ends
	 */
	PendingCall control(ProtocolMessage request, @Nullable Duration timeout) {
		return control(request, timeout, (answer, failure) -> {
		});
	}

	/**
	 * Send a request of the host itself.
	 * @param outcome invoked with the outcome before anything the worker does after it
	 * @return the call, settled at the latest when the process ends
	 */
	PendingCall control(ProtocolMessage request, @Nullable Duration timeout,
			BiConsumer<@Nullable RawJson, @Nullable Throwable> outcome) {
		long id = this.ids.next();
		if (this.initializeId == 0) {
			this.initializeId = id;
		}
		String method = request.method();
		byte[] line = this.codec.encodeRequest(id, method, null, this.codec.json().write(request.params()),
				this.definition.limits().maxMessageSize());
		PendingCall call = PendingCall.ofHost(id, method, line, (timeout != null) ? timeout : NO_TIMEOUT,
				this.time.nanoTime());
		// Before it is sent, as its answer may arrive at once
		call.whenComplete(outcome);
		if (this.connection.sendControl(call) != RpcConnection.Sending.SENT) {
			call.completeExceptionally(new WorkerUnavailableException(
					"Plugin '%s' does not take '%s' any more".formatted(this.definition.id(), method),
					this.definition.id(), method, null));
		}
		return call;
	}

	@Override
	public void arrived() {
		this.lastInputAt = this.time.nanoTime();
		WakeupBatch.begin();
	}

	@Override
	public void allTaken() {
		guard(WakeupBatch::end);
	}

	@Override
	public void part(byte[] buffer, int offset, int length) {
		StartupDiagnostics words = this.messages.startup();
		if (!words.isComplete()) {
			guard(() -> words.part(buffer, offset, length));
		}
	}

	@Override
	public void line(byte[] buffer, int offset, int length) {
		if (this.wire != null) {
			trace(this.wire, buffer, offset, length);
		}
		try {
			this.connection.receive(buffer, offset, length);
		}
		catch (RuntimeException | Error ex) {
			notTaken(ex);
		}
	}

	private void trace(WireTrace wire, byte[] buffer, int offset, int length) {
		guard(() -> wire.received(buffer, offset, length));
	}

	@Override
	public void oversizedLine(byte[] head, long length) {
		guard(() -> this.connection.receiveOversized(head, length));
	}

	@Override
	public void stderrPart(byte[] buffer, int offset, int length) {
		guard(() -> this.stderr.part(buffer, offset, length));
	}

	@Override
	public void stderrLine(String line) {
		guard(() -> {
			String words = safe(line);
			this.stderr.add(words);
			this.messages.stderr(words);
		});
	}

	/**
	 * Of a long line the log shows the beginning, and the excerpt the end.
	 */
	@Override
	public void longStderrLine(String head, long length) {
		guard(() -> {
			this.stderr.endLine();
			this.messages.stderr(safe(head + "… (%d bytes)".formatted(length)));
		});
	}

	private String safeSoFar(String words) {
		return PrintableText.escape(this.secrets.redactSoFar(words));
	}

	private String safe(String words) {
		return PrintableText.escape(this.secrets.redact(words));
	}

	/**
	 * A line that goes wrong harms no other: whoever throws here, the pipe is read on.
	 */
	private void guard(Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException | Error ex) {
			notTaken(ex);
		}
	}

	private void notTaken(Throwable failure) {
		try {
			logger.error("A line of plugin '{}' was not taken: {}", this.definition.id(),
					failure.getClass().getSimpleName(), printable(failure));
		}
		catch (OutOfMemoryError ex) {
			// No memory to say so, but there may be for the next line
		}
	}

	private @Nullable Throwable printable(Throwable failure) {
		Throwable told = this.secrets.unlessTelling(failure);
		return (told != null) ? PrintableThrowable.of(told) : null;
	}

	@Override
	public void exiting() {
		guard(this.messages::exiting);
	}

	/**
	 * The worker leaves so much unread that it does not take part any more.
	 */
	private void giveUp() {
		if (this.givenUp.compareAndSet(false, true)) {
			this.observer.pipeClosed(CrashReason.STDIN_BLOCKED);
		}
	}

	@Override
	public void orphaned() {
		this.observer.orphaned();
	}

	@Override
	public void stdinClosed() {
		this.observer.pipeClosed(CrashReason.STDIN_CLOSED);
	}

	@Override
	public void stdoutClosed() {
		this.observer.pipeClosed(CrashReason.STDOUT_CLOSED);
	}

	@Override
	public void readingFailed(Throwable reason) {
		this.observer.readingFailed(reason);
	}

	/**
	 * Callers learn of the end at once; the worker's loop learns of it right after.
	 */
	@Override
	public void exited(ProcessExit exit) {
		this.exited = true;
		String ended = describe(exit, stderrExcerpt());
		this.connection
			.close((call) -> new WorkerUnavailableException(ended, this.definition.id(), call.method(), null));
		this.messages.end();
		this.observer.exited(exit);
	}

	/**
	 * Leave the process to itself: nobody waits for it any more.
	 */
	void failPending() {
		this.connection.close((call) -> new WorkerUnavailableException(
				"Plugin '%s' cannot answer '%s': its host is closed".formatted(this.definition.id(), call.method()),
				this.definition.id(), call.method(), null));
		this.messages.end();
	}

	static String describe(ProcessExit exit, String stderr) {
		String ended = "Worker process exited (%s)".formatted(exit);
		return stderr.isEmpty() ? ended : ended + "\n\nWorker stderr:\n" + stderr;
	}

	private CallScope scope(@Nullable RawJson echo) {
		return this.ids.scope(echo, this.codec.json(), this.connection.pending());
	}

	/**
	 * Hears, on any thread, what becomes of the process.
	 */
	interface Observer {

		/**
		 * A pipe was closed or given up, though the process may live.
		 */
		void pipeClosed(CrashReason which);

		/**
		 * The process is gone and its output at its end, but descendants are alive.
		 */
		void orphaned();

		/**
		 * The process cannot be heard any longer, though it may live.
		 */
		void readingFailed(Throwable reason);

		/**
		 * The process is gone, and everything it wrote has been read.
		 */
		void exited(ProcessExit exit);

	}

}
