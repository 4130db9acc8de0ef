package io.pluginhost.worker;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.WorkerHealth;
import io.pluginhost.WorkerStatus;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.concurrent.NoThreadException;
import io.pluginhost.hostcall.PluginHandlers;
import io.pluginhost.hostcall.PluginHostCalls;
import io.pluginhost.output.EventDispatcher;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.process.WorkerProcess;
import io.pluginhost.protocol.ForeignProtocol;
import io.pluginhost.protocol.OpeningAnswer;
import io.pluginhost.protocol.ProtocolMessage;
import io.pluginhost.protocol.WorkerProtocol;
import io.pluginhost.redaction.Secrets;
import io.pluginhost.rpc.RpcFailureException;

/**
 * The life of one plugin's worker: what is done about the things that happen to it, as
 * {@link WorkerLifecycle} tells.
 * <p>
 * Everything in here belongs to the worker's loop, on which it is told one thing at a
 * time; only {@link #tell}, {@link #snapshot}, the {@link #gate} and the {@link #config}
 * are for all threads. Nothing blocks: spawning is left to the process's own thread,
 * waiting to alarms.
 */
final class Worker {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	/** How long a JVM that hangs has to write down what its threads do. */
	static final Duration DUMP_TIME = Duration.ofSeconds(5);

	/** How long the end of stdin has to help before SIGTERM is sent. */
	static final Duration STDIN_GRACE = Duration.ofMillis(500);

	/** How long after a signal the host may take to find out that it was meant too. */
	private static final Duration JUDGED_AFTER = Duration.ofMillis(250);

	/** How long the operating system may take to start a process nobody wants. */
	private static final Duration REPORTED_AFTER = Duration.ofSeconds(10);

	private final PluginDefinition definition;

	private final WorkerServices services;

	private final Executor loop;

	private final Executor spawner;

	private final Secrets secrets;

	private final EventDispatcher dispatcher;

	private final PluginHostCalls hostCalls;

	private final WorkerEvents news;

	private final StateMachine machine;

	private final WorkerProtocol protocol;

	private final CallIds ids;

	private final CallGate gate;

	private final CurrentConfig config;

	private final ConfigUpdates updates;

	private final PendingFutures starts;

	private final PendingFutures laterStarts;

	private final PendingFutures stops;

	private final CrashHistory crashes;

	private final StartPace pace;

	private final InitializeTimeout initializeTime;

	/** What listeners have been told last. */
	private WorkerStatus shown = WorkerStatus.STOPPED;

	private long generation;

	/** The process whose exit was taken last. */
	private long exitTaken;

	/** The current process, or the last one. */
	private @Nullable ProcessSession session;

	private @Nullable Long runningSince;

	/** How long the process ran until it stopped doing so. */
	private @Nullable Duration ranFor;

	private @Nullable ProcessExit lastExit;

	/** An exit that listeners have not been told of. */
	private @Nullable LifecycleEvent untold;

	/** What the host knows of the end that is coming, or of a start that failed. */
	private CrashHistory.@Nullable Cause failure;

	/** How far away the next start is, in BACKOFF and START_DELAYED. */
	private Duration delay = Duration.ZERO;

	/** Reading of the clock when that was found out. */
	private long delayedAt;

	/** Whether an operator has asked for the start that waits for the last stop. */
	private boolean laterByOperator;

	private @Nullable Instant nextRestartAt;

	private boolean recovering;

	/** Why nothing starts any more, if so. */
	private @Nullable String closedReason;

	private long restarts;

	private List<String> supportedMethods = List.of();

	private @Nullable HealthProbe probe;

	private @Nullable MemoryWatch memory;

	private @Nullable PipeWatch pipes;

	private @Nullable IdleStdinCloser endOfInput;

	/** Whether a process has blocked a write that could not block. */
	private boolean tampered;

	private @Nullable WorkerHealth health;

	/** Whom to tell what, once the outcome of a step is there for all to see. */
	private final List<Runnable> afterStep = new ArrayList<>();

	/**
	 * Whether there is nothing to be stopped. A start takes it, and so, for good, does
	 * whoever replaces this worker: one of the two.
	 */
	private final AtomicBoolean idle = new AtomicBoolean(true);

	private volatile WorkerSnapshot snapshot = WorkerSnapshot.INITIAL;

	/**
	 * Create a worker.
	 * @param pace the pace of the worker that it replaces, which is not used any more
	 */
	Worker(PluginDefinition definition, WorkerServices services, StartPace pace) {
		this.definition = definition;
		this.services = services;
		this.protocol = services.protocol();
		this.ids = new CallIds(this.protocol);
		this.loop = services.threads().loop(definition.id());
		this.spawner = services.threads().spawner(definition.id());
		this.secrets = PluginSecrets.of(definition, services.environment());
		this.dispatcher = new EventDispatcher(definition.id(), definition.limits().maxQueuedStreamBytes(),
				services.listener(), services.json(), services.threads().callbacks(), services.time());
		this.hostCalls = new PluginHostCalls(definition,
				new PluginHandlers(definition, services.handlers(), services.json()), services.calls(),
				services.threads(), services.time(), services.includeMessage());
		this.news = new WorkerEvents(definition.id(),
				(event) -> this.afterStep.add(() -> this.dispatcher.event(event)));
		this.machine = new StateMachine(WorkerLifecycle.TABLE, this, services.time(), this.loop);
		this.config = new CurrentConfig(definition, services, this.protocol, this.secrets);
		this.gate = new CallGate(definition, services.time(),
				new UnavailableReasons(definition.id(), services.time(), this::snapshot),
				() -> post(LifecycleEvent.called()));
		this.updates = new ConfigUpdates(definition, services, this.protocol, this.config, this.ids, this.gate,
				this.loop, this::restart);
		Executor callbacks = (task) -> this.afterStep.add(() -> services.threads().callbacks().execute(task));
		this.crashes = new CrashHistory(definition.restart());
		this.pace = pace.handOver(definition.restart().initialDelay());
		this.initializeTime = new InitializeTimeout(definition.initializeTimeout());
		this.starts = new PendingFutures(callbacks);
		this.laterStarts = new PendingFutures(callbacks);
		this.stops = new PendingFutures(callbacks);
	}

	WorkerSnapshot snapshot() {
		return this.snapshot;
	}

	/**
	 * The pace of starts, for the worker that replaces this one once it is stopped.
	 */
	StartPace pace() {
		return this.pace;
	}

	CallGate gate() {
		return this.gate;
	}

	WorkerProtocol protocol() {
		return this.protocol;
	}

	CurrentConfig config() {
		return this.config;
	}

	CallIds ids() {
		return this.ids;
	}

	Secrets secrets() {
		return this.secrets;
	}

	EventDispatcher dispatcher() {
		return this.dispatcher;
	}

	/**
	 * Tell the worker what happened, from any thread; several things as one.
	 */
	void post(LifecycleEvent... events) {
		if (events[0].type().isExpected()) {
			this.gate.expect(events[0].type() == LifecycleEventType.STANDBY);
		}
		this.loop.execute(() -> List.of(events).forEach(this::step));
	}

	/**
	 * Stop for good, from any thread.
	 * @param reason why nothing starts any more, for whoever tries
	 * @param future completes when the worker has stopped
	 */
	void close(String reason, CompletableFuture<Void> future) {
		this.loop.execute(() -> {
			this.closedReason = reason;
			step(LifecycleEvent.stop(future));
		});
	}

	/**
	 * Change the configuration, from any thread.
	 * @param changed the new one
	 * @param future completes when the worker has it, or its next process will
	 */
	void configure(Map<String, @Nullable Object> changed, CompletableFuture<Void> future) {
		this.loop.execute(() -> this.updates.add(changed, future, this.machine.state(), this.supportedMethods));
	}

	/**
	 * Make sure, from any thread, that nothing starts this worker any more.
	 * @return whether it is so: not if it is anything but stopped
	 */
	boolean tryReplace() {
		boolean replaced = this.idle.compareAndSet(true, false);
		if (replaced) {
			close("has been replaced", new CompletableFuture<>());
		}
		return replaced;
	}

	// The loop

	void step(LifecycleEvent event) {
		take(event);
		WorkerState state = this.machine.state();
		if (event.type().isExpected() && state != WorkerState.LAZY && state.status() != WorkerStatus.STARTING
				&& state.status() != WorkerStatus.RUNNING) {
			// What has been kept for this start is kept in vain
			this.gate.close();
		}
	}

	private void take(LifecycleEvent event) {
		if (event.generation() != 0 && event.generation() != this.generation) {
			return;
		}
		if (event.exit() != null) {
			this.exitTaken = this.generation;
		}
		if (event.type() == LifecycleEventType.STANDBY && this.closedReason != null) {
			return;
		}
		if (event.type() == LifecycleEventType.START || event.type() == LifecycleEventType.STOP) {
			isGone();
		}
		if (isStart(event.type()) && !mayStart()) {
			refuse(event,
					new IllegalStateException("Plugin '%s' %s and cannot be started".formatted(this.definition.id(),
							(this.closedReason != null) ? this.closedReason : "has been removed")));
			tellNews();
			return;
		}
		TransitionTable.Transition<Worker, LifecycleEvent> transition = this.machine.find(event.type());
		if (transition == null) {
			logger.debug("Plugin '{}': {} means nothing while {}", this.definition.id(), event.type(),
					this.machine.state());
			return;
		}
		if (event.exit() != null) {
			this.lastExit = event.exit();
			this.untold = event;
		}
		this.machine.follow(transition, event);
		publish();
		tellNews();
	}

	private void restart(CompletableFuture<Void> future) {
		if (this.machine.state() == WorkerState.RUNNING) {
			step(LifecycleEvent.stop(null));
			step(LifecycleEvent.start(future));
			return;
		}
		this.services.threads().callbacks().execute(() -> future.complete(null));
	}

	private boolean isStart(LifecycleEventType type) {
		return type == LifecycleEventType.START
				|| (type == LifecycleEventType.CALLED && this.machine.state() == WorkerState.LAZY);
	}

	private boolean mayStart() {
		boolean isIdle = this.machine.state() == WorkerState.STOPPED || this.machine.state() == WorkerState.LAZY;
		return this.closedReason == null && (!isIdle || this.idle.compareAndSet(true, false));
	}

	private void tellNews() {
		List<Runnable> due = List.copyOf(this.afterStep);
		this.afterStep.clear();
		due.forEach(Runnable::run);
	}

	void entered(WorkerState state) {
		if (this.runningSince != null) {
			this.ranFor = Duration.ofNanos(this.services.time().nanoTime() - this.runningSince);
		}
		this.runningSince = (state == WorkerState.RUNNING) ? (Long) this.services.time().nanoTime() : null;
		this.nextRestartAt = (state == WorkerState.BACKOFF) ? this.nextRestartAt : null;
		this.supportedMethods = (state == WorkerState.RUNNING) ? this.supportedMethods : List.of();
		this.health = (state == WorkerState.RUNNING) ? this.health : null;
		if (this.probe != null) {
			this.probe.stop();
		}
		if (this.memory != null && state != WorkerState.RUNNING) {
			this.memory.stop();
		}
		if (this.pipes != null && state != WorkerState.RUNNING) {
			this.pipes.stop();
		}
		if (this.endOfInput != null) {
			this.endOfInput.stop();
		}
		publish();
		if (state == WorkerState.STOPPED) {
			this.idle.set(true);
		}
		if (state == WorkerState.LAZY) {
			this.gate.standBy();
			return;
		}
		switch (state.status()) {
			case STARTING -> this.gate.keep();
			case RUNNING -> {
				// opened once everybody has been told
			}
			default -> this.gate.close();
		}
		if (state != WorkerState.INITIALIZING && state != WorkerState.RUNNING) {
			this.updates.keep();
		}
		if (state != WorkerState.EXIT_PENDING) {
			tellExit();
		}
		show(state.status());
	}

	private void tellExit() {
		if (this.untold != null) {
			this.news.exited(now(), Objects.requireNonNull(this.untold.exit()));
			this.untold = null;
		}
	}

	@Nullable Duration deadline(WorkerState state) {
		return switch (state) {
			case SPAWNING -> this.definition.initializeTimeout();
			case INITIALIZING -> this.initializeTime.get();
			case DUMPING -> DUMP_TIME;
			case DRAINING -> this.definition.shutdown().drain();
			case CLOSING_STDIN -> STDIN_GRACE;
			case TERMINATING -> this.definition.shutdown().termGrace();
			case EXIT_PENDING -> JUDGED_AFTER;
			case KILLING, ABORTING, KILLING_FAULTY, CANCELLING_SPAWN -> this.definition.shutdown().killGrace();
			case UNKILLABLE -> REPORTED_AFTER;
			case BACKOFF, START_DELAYED -> this.delay;
			default -> null;
		};
	}

	private void publish() {
		this.snapshot = new WorkerSnapshot(this.machine.state().status(), this.generation, this.session,
				this.runningSince, this.crashes.consecutive(), this.crashes.total(), this.restarts,
				this.crashes.lastAt(), this.crashes.lastReason(), this.crashes.lastWords(), this.lastExit,
				this.nextRestartAt, this.supportedMethods, this.health);
	}

	private void show(WorkerStatus status) {
		this.news.statusChanged(now(), status, this.shown);
		this.shown = status;
	}

	private Instant now() {
		return this.services.time().now();
	}

	// Starting

	void standBy(LifecycleEvent event) {
		logger.debug("Plugin '{}' is started by its next call", this.definition.id());
	}

	/**
	 * Start now, or as soon as the last start is long enough ago. Crashes stay counted,
	 * except by an operator's start and by the first one after a final state.
	 */
	WorkerState startByHand(LifecycleEvent event) {
		WorkerState state = this.machine.state();
		this.starts.add(event.future());
		if (event.byOperator() || this.pace.isFirstAfterFinalState()) {
			this.crashes.forgive();
		}
		Duration wait = this.pace.waitFor(event.byOperator(), this.services.time().nanoTime());
		if (wait.isZero()) {
			this.recovering = false;
			spawn(event);
			return WorkerState.SPAWNING;
		}
		boolean isBackoff = state == WorkerState.BACKOFF;
		if (!isBackoff || wait.compareTo(delayLeft()) < 0) {
			delay(wait);
		}
		else {
			delay(delayLeft());
		}
		if (isBackoff || state == WorkerState.CRASHED) {
			this.nextRestartAt = now().plus(this.delay);
			return WorkerState.BACKOFF;
		}
		this.recovering = false;
		this.news.startDelayed(this.delay, this.definition.restart().initialDelay());
		return WorkerState.START_DELAYED;
	}

	private void delay(Duration delay) {
		this.delay = delay;
		this.delayedAt = this.services.time().nanoTime();
	}

	private Duration delayLeft() {
		return this.delay.minusNanos(this.services.time().nanoTime() - this.delayedAt);
	}

	void joinStart(LifecycleEvent event) {
		this.starts.add(event.future());
	}

	void confirmStart(LifecycleEvent event) {
		this.starts.add(event.future());
		this.starts.done();
	}

	void startLater(LifecycleEvent event) {
		this.laterByOperator = event.byOperator() || (this.laterStarts.any() && this.laterByOperator);
		this.laterStarts.add(event.future());
	}

	/**
	 * The process may be gone although that has been told to nobody.
	 */
	void refuseStart(LifecycleEvent event) {
		if (isGone()) {
			startLater(event);
		}
		else {
			refuse(event, survives());
		}
	}

	/**
	 * Look whether the process is gone though its exit has not been taken.
	 */
	private boolean isGone() {
		ProcessSession last = this.session;
		return last != null && this.exitTaken != last.generation() && (last.hasExited() || last.process().isGone());
	}

	/**
	 * Return whether an exit is due that no deadline of this state should come before.
	 */
	boolean isExitDue() {
		return isGone() || (this.session != null && this.exitTaken != this.session.generation()
				&& this.session.process().isKillUnderway());
	}

	private void refuse(LifecycleEvent event, Throwable reason) {
		this.starts.add(event.future());
		this.starts.fail(reason);
	}

	private Throwable survives() {
		return new IllegalStateException("Plugin '%s' cannot be started while %s".formatted(this.definition.id(),
				isSpawning() ? "the operating system is still busy starting its last process"
						: "its process %d survives SIGKILL".formatted(pid())));
	}

	private boolean isSpawning() {
		return this.session == null || this.session.hasExited();
	}

	void spawn(LifecycleEvent event) {
		this.pace.started(this.services.time().nanoTime());
		this.failure = null;
		this.ranFor = null;
		try {
			this.spawner.execute(this::launch);
		}
		catch (OutOfMemoryError ex) {
			post(LifecycleEvent.spawnFailed(new NoThreadException(ex)));
		}
	}

	private void launch() {
		WorkerProcess process;
		try {
			process = this.services.launcher().launch(this.definition);
		}
		catch (IOException | RuntimeException | Error ex) {
			post(LifecycleEvent.spawnFailed(this.secrets.withoutArguments(ex)));
			return;
		}
		post(LifecycleEvent.spawned(process));
		process.attend();
	}

	void initialize(LifecycleEvent event) {
		ProcessSession started = adopt(event);
		long current = this.generation;
		this.pipes = new PipeWatch(started, this.definition.limits().writeStallTimeout(), this.services.time(),
				this.loop, (fault) -> step(LifecycleEvent.faulted(current, fault)));
		this.memory = new MemoryWatch(started.memory(), this.definition, this.services.time(), this.loop,
				() -> step(LifecycleEvent.faulted(current, CrashReason.MEMORY)));
		this.memory.start();
		started.messages().startup().onForeign((words) -> refused(current, new IllegalStateException(words)));
		started.open();
		Handshake.open(started, this.protocol, this.definition, this.config.get(), (answer) -> {
			if (answer instanceof OpeningAnswer.Accepted accepted) {
				started.messages().startup().complete();
				post(LifecycleEvent.initialized(current, accepted.supportedMethods()));
			}
			else if (answer instanceof OpeningAnswer.Refused refused) {
				refused(current, refused.reason());
			}
		});
	}

	/**
	 * What the host found itself is no refusal: the exit that is behind it comes with its
	 * own news.
	 */
	private void refused(long current, Throwable reason) {
		if (!(reason instanceof WorkerUnavailableException)) {
			post(LifecycleEvent.refused(current, reason));
		}
	}

	private ProcessSession adopt(LifecycleEvent event) {
		WorkerProcess process = Objects.requireNonNull(event.process());
		this.news.spawned();
		long current = ++this.generation;
		if (this.tampered) {
			process.stdin().credit().forbid();
		}
		this.session = new ProcessSession(this.definition, current, this.services, this.protocol, process,
				this.dispatcher, this.hostCalls, this.secrets, this.ids, new ProcessSession.Observer() {

					@Override
					public void pipeClosed(CrashReason which) {
						Worker.this.loop.execute(() -> hearOfPipe(current, which));
					}

					@Override
					public void orphaned() {
						post(LifecycleEvent.orphaned(current));
					}

					@Override
					public void readingFailed(Throwable reason) {
						post(LifecycleEvent.unheard(current, reason));
					}

					@Override
					public void writeBlocked() {
						Worker.this.loop.execute(() -> hearOfBlockedWrite(current));
					}

					@Override
					public void exited(ProcessExit exit) {
						post(LifecycleEvent.exited(current, exit));
					}

				});
		return this.session;
	}

	private void hearOfPipe(long current, CrashReason closed) {
		if (current == this.generation && this.pipes != null) {
			this.pipes.closed(closed);
		}
	}

	/**
	 * The worker tampers with its pipe: whatever its state, its end ends the write.
	 */
	private void hearOfBlockedWrite(long current) {
		if (current == this.generation) {
			this.tampered = true;
			step(LifecycleEvent.faulted(current, CrashReason.STDIN_BLOCKED));
			current().process().kill();
		}
	}

	/** The operating system takes its time: whoever waits for the start need not. */
	void waitInVain(LifecycleEvent event) {
		this.news.notSpawnedYet(this.definition.initializeTimeout());
		this.starts.fail(new WorkerUnavailableException(
				"Plugin '%s' did not start within its initialize-timeout: the operating system is still busy starting its process"
					.formatted(this.definition.id()),
				this.definition.id(), null, null));
	}

	void announce(LifecycleEvent event) {
		this.supportedMethods = (event.answer() != null) ? event.answer() : List.of();
		this.initializeTime.sufficed();
		boolean recovered = this.recovering;
		this.recovering = false;
		if (recovered) {
			this.restarts++;
		}
		publish();
		this.news.ready(now(), this.generation, pid(), recovered);
		this.gate.open(current());
		this.starts.done();
		this.probe = probe(current());
		this.probe.start();
		Objects.requireNonNull(this.pipes).start();
		this.updates.tell(this.supportedMethods);
	}

	private HealthProbe probe(ProcessSession running) {
		return new HealthProbe(running, this.definition.healthCheck(), this.services, this.protocol, this.loop,
				this::feel, () -> step(LifecycleEvent.faulted(running.generation(), CrashReason.UNRESPONSIVE)));
	}

	private void feel(WorkerHealth health) {
		WorkerHealth previous = this.health;
		this.health = health;
		publish();
		if (previous == null || previous.status() != health.status()
				|| !Objects.equals(previous.message(), health.message())) {
			this.news.healthChanged(now(), health, previous);
		}
		tellNews();
	}

	/** The worker cannot be used: what is left of its start is to get rid of it. */
	void abort(LifecycleEvent event) {
		if (event.error() != null) {
			this.failure = new CrashHistory.Cause(CrashReason.INITIALIZE_FAILED, event.error());
		}
		else {
			this.failure = new CrashHistory.Cause(CrashReason.INITIALIZE_TIMEOUT, null);
			this.initializeTime.ranOut(current().process());
		}
		current().process().kill();
	}

	/** Before its end it is written down what could tell why. */
	WorkerState condemn(LifecycleEvent event) {
		if (event.fault() == CrashReason.UNRESPONSIVE) {
			logFault(event);
			long current = this.generation;
			current().dumpThreads(() -> post(LifecycleEvent.noDump(current)));
			return WorkerState.DUMPING;
		}
		killFaulty(event);
		return WorkerState.KILLING_FAULTY;
	}

	void killFaulty(LifecycleEvent event) {
		logFault(event);
		current().process().kill();
	}

	private void logFault(LifecycleEvent event) {
		CrashReason fault = Objects.requireNonNull(event.fault());
		this.failure = new CrashHistory.Cause(fault, event.error());
		this.news.condemned(fault, pid(), current().callsInFlight(), current().stderrExcerpt());
	}

	void complain(LifecycleEvent event) {
		this.news.stuck(pid());
		this.starts.fail(survives());
	}

	// Crashing

	/**
	 * The process is gone, and not by the host's doing. That is a crash, unless the host
	 * ends too.
	 */
	WorkerState lose(LifecycleEvent event) {
		ProcessExit exit = Objects.requireNonNull(event.exit());
		boolean orderly = exit.isByRequest() || Integer.valueOf(0).equals(exit.code());
		if (orderly && this.services.hostClosing().getAsBoolean()) {
			return part();
		}
		return exit.isByRequest() ? WorkerState.EXIT_PENDING : recover(event);
	}

	WorkerState judge(LifecycleEvent event) {
		return this.services.hostClosing().getAsBoolean() ? part() : recover(Objects.requireNonNull(this.untold));
	}

	private WorkerState part() {
		this.starts.fail(stopped());
		this.news.stopped();
		return WorkerState.STOPPED;
	}

	WorkerState recover(LifecycleEvent event) {
		if (this.failure != null && this.failure.reason() == CrashReason.INITIALIZE_TIMEOUT) {
			this.failure = new CrashHistory.Cause(CrashReason.INITIALIZE_TIMEOUT, new IllegalStateException(
					this.initializeTime.noAnswer(current().seenInsteadOfAnswer(), current().stderrExcerpt())));
		}
		CrashReport report = this.crashes.add(known(event), event, stderr(event), ranFor(), this.services);
		tellExit();
		if (event.error() != null) {
			this.news.notSpawned(now(), event.error());
		}
		show(WorkerStatus.CRASHED);
		this.news.crashed(now(), report);
		this.starts.fail(report.toException(this.definition.id()));
		this.recovering = true;
		delay((report.delay() != null) ? report.delay() : Duration.ZERO);
		this.nextRestartAt = report.nextRestartAt();
		if (report.delay() == null) {
			this.pace.giveUp();
			return WorkerState.CRASHED;
		}
		return WorkerState.BACKOFF;
	}

	/**
	 * Invoked when a step has failed: a bug of the host. No process is left running
	 * because of it, and no caller waits for what does not come.
	 * @return the state to be in
	 */
	WorkerState safeAfter(TransitionTable.Transition<Worker, LifecycleEvent> transition, LifecycleEvent event,
			Throwable bug) {
		WorkerState state = this.machine.state();
		logger.error("Plugin '{}': a step of its life failed, which is a bug of plugin-host: {}, now {}",
				this.definition.id(), transition, state, bug);
		boolean isForeign = event.process() != null
				&& (this.session == null || this.session.process() != event.process());
		if (isForeign) {
			Objects.requireNonNull(event.process()).kill();
		}
		if (isForeign || event.exit() != null || event.type() == LifecycleEventType.SPAWN_FAILED
				|| state == WorkerState.EXIT_PENDING
				|| (state == WorkerState.SPAWNING && transition.state() != state)) {
			this.laterStarts.moveTo(this.starts);
			this.starts.fail(bug);
			this.stops.done();
			return (state.status() == WorkerStatus.STOPPED) ? state : WorkerState.CRASHED;
		}
		refuse(event, bug);
		if (!transition.isStay() && (state == WorkerState.INITIALIZING || state == WorkerState.RUNNING)) {
			current().process().kill();
			return WorkerState.KILLING_FAULTY;
		}
		return state;
	}

	/**
	 * What a process has printed that was never ready may say what it is.
	 */
	private CrashHistory.@Nullable Cause known(LifecycleEvent event) {
		ForeignProtocol foreign = (this.failure == null && event.exit() != null && ranFor() == null)
				? current().messages().startup().foreign() : null;
		return (foreign != null) ? CrashHistory.Cause.of(event, new IllegalStateException("it " + foreign.words()))
				: this.failure;
	}

	private @Nullable String stderr(LifecycleEvent event) {
		String excerpt = (event.exit() != null) ? current().stderrExcerpt() : "";
		return excerpt.isEmpty() ? null : excerpt;
	}

	private @Nullable Duration ranFor() {
		return (this.runningSince != null) ? Duration.ofNanos(this.services.time().nanoTime() - this.runningSince)
				: this.ranFor;
	}

	// Stopping

	void confirmStop(LifecycleEvent event) {
		this.stops.add(event.future());
		this.stops.done();
	}

	void joinStop(LifecycleEvent event) {
		this.stops.add(event.future());
		this.laterStarts.fail(stopped());
	}

	void stopWaiting(LifecycleEvent event) {
		abandonStart(event);
		this.stops.done();
	}

	void abandonStart(LifecycleEvent event) {
		this.stops.add(event.future());
		this.starts.fail(stopped());
	}

	void closeStdinUnborn(LifecycleEvent event) {
		abandonStart(event);
		current().process().stopping();
		closeStdin(event);
	}

	void stopLost(LifecycleEvent event) {
		this.news.stopped();
		abandonStart(event);
		this.stops.done();
	}

	void requestShutdown(LifecycleEvent event) {
		this.stops.add(event.future());
		long current = this.generation;
		WorkerProcess process = current().process();
		process.stopping();
		ProtocolMessage shutdown = this.protocol.shutdown();
		if (shutdown == null) {
			closeStdinOnceIdle(event);
			return;
		}
		current().control(shutdown, null, (answer, failure) -> {
			if (failure instanceof RpcFailureException) {
				post(LifecycleEvent.shutdownRefused(current));
			}
			else if (failure == null) {
				process.shutdownConfirmed();
			}
		});
	}

	/** The end of stdin is a way to ask that needs no method. */
	void closeStdinOnceIdle(LifecycleEvent event) {
		this.endOfInput = new IdleStdinCloser(current(), this.services.time(), this.loop);
		this.endOfInput.look();
	}

	void closeStdin(LifecycleEvent event) {
		current().process().stdin().end();
	}

	void terminate(LifecycleEvent event) {
		closeStdin(event);
		current().process().terminate();
	}

	void killAbandoned(LifecycleEvent event) {
		abandonStart(event);
		kill(event);
	}

	void kill(LifecycleEvent event) {
		current().process().kill();
	}

	void killAtOnce(LifecycleEvent event) {
		ProcessSession unwanted = adopt(event);
		unwanted.open();
		unwanted.process().kill();
	}

	void giveUpKilling(LifecycleEvent event) {
		if (!isSpawning()) {
			this.news.stuck(pid());
		}
		this.stops.done();
		this.laterStarts.fail(survives());
	}

	/** A busy machine takes its time to start a process. */
	void reportSpawning(LifecycleEvent event) {
		if (isSpawning()) {
			this.news.stuckSpawning();
		}
	}

	/**
	 * The process is gone as it should be: whoever waited is told, and the next start
	 * comes.
	 */
	void settle(LifecycleEvent event) {
		this.news.stopped();
		this.stops.done();
		if (this.laterStarts.any()) {
			this.laterStarts.moveTo(this.starts);
			step(LifecycleEvent.start(null, this.laterByOperator));
		}
	}

	private Throwable stopped() {
		return new WorkerUnavailableException(
				"Plugin '%s' was stopped while it was to be started".formatted(this.definition.id()),
				this.definition.id(), null, null);
	}

	private ProcessSession current() {
		return Objects.requireNonNull(this.session);
	}

	private long pid() {
		return current().process().pid();
	}

}
