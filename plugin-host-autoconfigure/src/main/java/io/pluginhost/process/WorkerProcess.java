package io.pluginhost.process;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * One process: what can be done to it. Nothing here blocks but {@link #attend()}.
 */
public interface WorkerProcess {

	/**
	 * Return the process id.
	 * @return the id
	 */
	long pid();

	/**
	 * Begin to read what the process writes, and to wait for its end.
	 * @param listener is told
	 */
	void open(ProcessListener listener);

	/**
	 * Stay with the process until it is gone. Called once, by the thread that has
	 * launched it, which has nothing else to do any more; the only method that blocks.
	 */
	default void attend() {
		// Not every process needs company
	}

	/**
	 * Return the way to the process's stdin.
	 * @return the queue before it
	 */
	LineQueue stdin();

	/**
	 * Invoked when the process is being stopped: its descendants are to finish too, and
	 * its exit is published once they have ended.
	 */
	default void stopping() {
		// A process without descendants ends as a whole
	}

	/**
	 * Invoked when the process that is being stopped has confirmed that it shuts down:
	 * once it has exited, its descendants have nothing to finish.
	 */
	default void shutdownConfirmed() {
		// A process without descendants ends as a whole
	}

	/**
	 * Ask the process and all its descendants to end (SIGTERM).
	 */
	void terminate();

	/**
	 * End the process and all its descendants (SIGKILL).
	 */
	void kill();

	/**
	 * Look whether the process is gone, and if so see to it that the listener is told,
	 * though whatever should have noticed has not. Called before anything is done, or
	 * said, because the process has not ended. Does not block.
	 * @return whether it is gone
	 */
	default boolean isGone() {
		return false;
	}

	/**
	 * Return whether {@link #kill()} cannot have helped yet: the signal has not been
	 * sent, or only a moment ago.
	 * @return whether it is too early to say that the process survives
	 */
	default boolean isKillUnderway() {
		return false;
	}

	/**
	 * Measure how much the process and all its descendants hold in memory. Done on
	 * another thread, and perhaps never where the machine is in trouble.
	 * @return completes with the bytes that are resident, 0 if nothing is alive any more,
	 * or empty, or exceptionally, if that cannot be known
	 */
	default CompletableFuture<OptionalLong> residentMemory() {
		return CompletableFuture.completedFuture(OptionalLong.empty());
	}

	/**
	 * Measure how much processor time the process and all its living descendants have
	 * had. Done on another thread, and perhaps never where the machine is in trouble.
	 * @return completes with the time, or empty, or exceptionally, if that cannot be
	 * known
	 */
	default CompletableFuture<Optional<Duration>> processorTime() {
		return CompletableFuture.completedFuture(Optional.empty());
	}

	/**
	 * Ask the process to write down what its threads do, if it can and lives on: a JVM
	 * does it on stdout at SIGQUIT. Done on another thread, and perhaps never where the
	 * machine is in trouble.
	 * @return completes with whether it was asked
	 */
	default CompletableFuture<Boolean> dumpThreads() {
		return CompletableFuture.completedFuture(false);
	}

}
