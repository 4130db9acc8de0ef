package io.pluginhost.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.TimeLimits;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.call.CallGate;
import io.pluginhost.call.CallIds;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.json.RawJson;
import io.pluginhost.observation.CallInFlight;
import io.pluginhost.observation.CallScope;
import io.pluginhost.output.StartupDiagnostics;
import io.pluginhost.output.WireTrace;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.process.WorkerProcess;
import io.pluginhost.protocol.OpeningAnswer;
import io.pluginhost.protocol.ProtocolMessage;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RpcCodec;
import io.pluginhost.rpc.RpcConnection;
import io.pluginhost.rpc.RpcDialect;
import io.pluginhost.rpc.RpcFailureException;

/**
 * One process of a worker with its connection, from its start to its end, after which
 * nothing of it reaches anything else. Identified by its generation.
 */
public final class ProcessSession {

	/** For calls whose time the worker's own deadline measures. */
	private static final Duration NO_TIMEOUT = TimeLimits.LONGEST;

	private final PluginDefinition definition;

	private final long generation;

	private final RpcCodec codec;

	private final Timekeeper time;

	private final WorkerProtocol protocol;

	private final WorkerProcess process;

	private final RpcConnection connection;

	private final WorkerMessages messages;

	private final Secrets secrets;

	private final MemoryGauge memory;

	private final SessionInput input;

	private final CallIds ids;

	private final Observer observer;

	/** Of the host's first call, initialize; the worker's loop's. */
	private long initializeId;

	private final AtomicBoolean givenUp = new AtomicBoolean();

	private volatile boolean exited;

	/**
	 * Create a session.
	 * @param ids numbers the host's own calls, and knows what workers echo
	 * @param messages creates what receives the worker's messages
	 * @param observer invoked with what becomes of the process
	 * @param wire shows the lines, or {@code null}
	 */
	public ProcessSession(PluginDefinition definition, long generation, WorkerProcess process, Secrets secrets,
			CallIds ids, WorkerProtocol protocol, RpcCodec codec, Timekeeper time,
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
		this.messages = messages.apply(this::scope);
		this.connection = new RpcConnection(codec, dialect(protocol, codec),
				new QueuedOutput(process.stdin(), this::giveUp, wire), this.messages, time,
				CallGate.timeout(definition.id()), definition.limits().maxMessageSize());
		this.input = new SessionInput(definition.id(), this.connection, this.messages, secrets, wire, time, observer,
				this::end);
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
	public void open() {
		this.process.open(this.input);
	}

	/**
	 * Open the session, and initialize the worker.
	 * @param config the configuration, as a map or as JSON
	 * @param accepted invoked, on any thread, with the methods that the worker says it
	 * supports
	 * @param refused invoked, on any thread, with the reason why the worker is not ready;
	 * not if the process ends, as its exit is an event of its own
	 */
	public void initialize(Object config, Consumer<List<String>> accepted, Consumer<Throwable> refused) {
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
	public boolean requestShutdown(Runnable refused) {
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

	public long generation() {
		return this.generation;
	}

	public boolean hasExited() {
		return this.exited;
	}

	public WorkerProcess process() {
		return this.process;
	}

	public RpcConnection connection() {
		return this.connection;
	}

	public WorkerMessages messages() {
		return this.messages;
	}

	Secrets secrets() {
		return this.secrets;
	}

	/**
	 * Return the newest output on stderr: at most 8,000 characters, without secrets.
	 */
	public String stderrExcerpt() {
		return this.input.stderrExcerpt();
	}

	/**
	 * Return what the process has written instead of an answer to initialize.
	 */
	public StartupDiagnostics.Observation seenInsteadOfAnswer() {
		return this.messages.startup().observed(this.initializeId);
	}

	/**
	 * Return whether anything has come on stdout since a reading of the clock.
	 */
	boolean hasReadSince(long nanoTime) {
		return this.input.hasArrivedSince(nanoTime);
	}

	public MemoryGauge memory() {
		return this.memory;
	}

	public List<CallInFlight> callsInFlight() {
		long now = this.time.nanoTime();
		return this.connection.pending()
			.snapshot()
			.stream()
			.filter(PendingCall::isFromApplication)
			.map((call) -> new CallInFlight(call.id(), call.method(), call.age(now), call.timeout()))
			.toList();
	}

	/**
	 * Ask the process for a thread dump, which is logged when the process has ended.
	 * @param onNone invoked, on any thread, if it writes none
	 */
	public void dumpThreads(Runnable onNone) {
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

	/**
	 * Give up a process that leaves too much unread.
	 */
	private void giveUp() {
		if (this.givenUp.compareAndSet(false, true)) {
			this.observer.pipeClosed(CrashReason.STDIN_BLOCKED);
		}
	}

	/**
	 * Invoked when the process has ended. Callers learn of it at once, and the worker's
	 * loop right after.
	 */
	private void end(ProcessExit exit) {
		this.exited = true;
		String ended = describe(exit, stderrExcerpt());
		this.connection
			.close((call) -> new WorkerUnavailableException(ended, this.definition.id(), call.method(), null));
		this.messages.end();
		this.observer.exited(exit);
	}

	/**
	 * Fail the calls that wait for the process, which is left to itself.
	 */
	public void failPending() {
		this.connection.close((call) -> new WorkerUnavailableException(
				"Plugin '%s' cannot answer '%s': its host is closed".formatted(this.definition.id(), call.method()),
				this.definition.id(), call.method(), null));
		this.messages.end();
	}

	public static String describe(ProcessExit exit, String stderr) {
		String ended = "Worker process exited (%s)".formatted(exit);
		return stderr.isEmpty() ? ended : ended + "\n\nWorker stderr:\n" + stderr;
	}

	private CallScope scope(@Nullable RawJson echo) {
		return this.ids.scope(echo, this.codec.json(), this.connection.pending());
	}

	/**
	 * Invoked, on any thread, with what becomes of the process.
	 */
	public interface Observer {

		/**
		 * A pipe was closed or given up, though the process may live.
		 */
		void pipeClosed(CrashReason which);

		/**
		 * The process is gone and its output at its end, but descendants are alive.
		 */
		void orphaned();

		/**
		 * The process cannot be read any longer, though it may live.
		 */
		void readingFailed(Throwable reason);

		/**
		 * The process is gone, and everything it wrote has been read.
		 */
		void exited(ProcessExit exit);

	}

}
