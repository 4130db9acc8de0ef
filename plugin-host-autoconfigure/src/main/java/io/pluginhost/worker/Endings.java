package io.pluginhost.worker;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.pluginhost.CrashReason;
import io.pluginhost.PluginDefinition;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.protocol.ForeignProtocol;
import io.pluginhost.session.ProcessSession;

/**
 * Decides what the end of a worker's process means: whether the host ends too, or why it
 * is a crash. Knows one process, the current one. Owned by the worker's loop.
 */
final class Endings {

	private final CurrentProcess process;

	private final CrashHistory crashes;

	private final InitializeTimeout initializeTimeout;

	private final Timekeeper time;

	private final BooleanSupplier hostClosing;

	private @Nullable Long runningSince;

	/** For how long the process was running until it was no longer. */
	private @Nullable Duration ranFor;

	/** Why the end that is coming is a crash, as far as the host knows already. */
	private CrashHistory.@Nullable Cause fault;

	Endings(PluginDefinition definition, CurrentProcess process, CrashHistory crashes, Timekeeper time,
			BooleanSupplier hostClosing) {
		this.process = process;
		this.crashes = crashes;
		this.initializeTimeout = new InitializeTimeout(definition.initializeTimeout());
		this.time = time;
		this.hostClosing = hostClosing;
	}

	CrashHistory crashes() {
		return this.crashes;
	}

	InitializeTimeout initializeTimeout() {
		return this.initializeTimeout;
	}

	/**
	 * Invoked when another process is being spawned.
	 */
	void spawning() {
		this.fault = null;
		this.ranFor = null;
	}

	/**
	 * Invoked when the worker enters a state.
	 */
	void entered(WorkerState state) {
		this.ranFor = ranFor();
		this.runningSince = (state == WorkerState.RUNNING) ? (Long) this.time.nanoTime() : null;
	}

	/**
	 * Return the reading of the clock since when the process is running, while it is.
	 */
	@Nullable Long runningSince() {
		return this.runningSince;
	}

	private @Nullable Duration ranFor() {
		return (this.runningSince != null) ? Duration.ofNanos(this.time.nanoTime() - this.runningSince) : this.ranFor;
	}

	/**
	 * Note what the host found wrong with the process, before it ends the process.
	 */
	void foundFault(CrashReason reason, @Nullable Throwable error) {
		this.fault = new CrashHistory.Cause(reason, error);
	}

	/**
	 * Note that the process did not answer initialize in time, before the host ends it.
	 */
	void initializeTimedOut() {
		foundFault(CrashReason.INITIALIZE_TIMEOUT, null);
		this.initializeTimeout.ranOut(this.process.session().process());
	}

	/**
	 * Return whether an exit that nothing has requested is the end of the host.
	 */
	boolean isHostClosing(ProcessExit exit) {
		boolean orderly = exit.isByRequest() || Integer.valueOf(0).equals(exit.code());
		return orderly && isHostClosing();
	}

	boolean isHostClosing() {
		return this.hostClosing.getAsBoolean();
	}

	/**
	 * Count a crash, and decide about the next start.
	 * @param event the exit of the process, or the failure to spawn one
	 */
	CrashReport crash(LifecycleEvent event) {
		return this.crashes.add(cause(event), event.exit(), stderrExcerpt(event), ranFor());
	}

	private CrashHistory.Cause cause(LifecycleEvent event) {
		if (this.fault == null) {
			return CrashHistory.Cause.of(event.exit(), (event.exit() != null) ? foreignProtocol() : event.error());
		}
		if (this.fault.reason() == CrashReason.INITIALIZE_TIMEOUT) {
			ProcessSession session = this.process.session();
			return new CrashHistory.Cause(CrashReason.INITIALIZE_TIMEOUT, new IllegalStateException(
					this.initializeTimeout.noAnswer(session.seenInsteadOfAnswer(), session.stderrExcerpt())));
		}
		return this.fault;
	}

	/**
	 * Return what the output of a process that was never ready says about it.
	 */
	private @Nullable Throwable foreignProtocol() {
		ForeignProtocol foreign = (ranFor() == null) ? this.process.session().messages().startup().foreign() : null;
		return (foreign != null) ? new IllegalStateException("it " + foreign.words()) : null;
	}

	private @Nullable String stderrExcerpt(LifecycleEvent event) {
		String excerpt = (event.exit() != null) ? Objects.requireNonNull(this.process.latest()).stderrExcerpt() : "";
		return excerpt.isEmpty() ? null : excerpt;
	}

}
