package io.pluginhost.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends signals to whole groups of processes, or just looks at them, on one daemon thread
 * of its own, which ends when there is nothing to do: looking for processes takes as long
 * as the machine has processes, and may block. All that is asked for meanwhile is served
 * by the same look.
 * <p>
 * A process may start others while it is being looked for, and shows no mark in the
 * moment it becomes another program. So what is to be gone is looked for until nothing
 * has been found, twice in a row where it was alive a moment ago.
 */
final class ProcessReaper implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ProcessReaper.class);

	private static final long INTERVAL_MILLIS = 20;

	private static final int MAX_ROUNDS = 100;

	/** How long a look is good enough for those who only look. */
	private static final long RECENT_MILLIS = 1000;

	private static final Duration IDLE = Duration.ofSeconds(10);

	private final ScheduledThreadPoolExecutor thread;

	/** The thread's own. */
	private final List<Errand> errands = new ArrayList<>();

	/** The thread's own. */
	private boolean roundDue;

	/** The thread's own: a look that is not old yet. */
	private @Nullable Census recent;

	ProcessReaper() {
		this.thread = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread reaper = new Thread(task, "plugin-host-reaper");
			reaper.setDaemon(true);
			return reaper;
		});
		this.thread.setKeepAliveTime(IDLE.toSeconds(), TimeUnit.SECONDS);
		this.thread.allowCoreThreadTimeOut(true);
		this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	/**
	 * Ask processes to end (SIGTERM), once.
	 * @param name what they are, for the log
	 * @param search finds them
	 * @return completes when they have been sent the signal
	 */
	CompletableFuture<Boolean> terminate(String name, Function<Census, Collection<ProcessHandle>> search) {
		return send(new Errand(name, search, 0));
	}

	/**
	 * End processes (SIGKILL) until there are none.
	 * @param name what they are, for the log
	 * @param search finds them
	 * @param looks how often in a row none must have been found
	 * @return completes with whether there are none any more
	 */
	CompletableFuture<Boolean> kill(String name, Function<Census, Collection<ProcessHandle>> search, int looks) {
		return send(new Errand(name, search, looks));
	}

	/**
	 * Look at processes. Who asks soon after another is shown what that one has seen.
	 * @param <T> what is found out
	 * @param view is shown the processes, on this thread; what it throws is the outcome
	 * @return completes with what was found out
	 */
	<T> CompletableFuture<T> look(Function<Census, T> view) {
		try {
			return CompletableFuture.supplyAsync(() -> view.apply(recent()), this.thread);
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private Census recent() {
		Census census = this.recent;
		if (census == null) {
			census = Census.take();
			this.recent = census;
			this.thread.schedule(() -> this.recent = null, RECENT_MILLIS, TimeUnit.MILLISECONDS);
		}
		return census;
	}

	private CompletableFuture<Boolean> send(Errand errand) {
		try {
			this.thread.execute(() -> {
				this.errands.add(errand);
				if (!this.roundDue) {
					this.roundDue = true;
					this.thread.execute(this::round);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			errand.done.complete(false);
		}
		return errand.done;
	}

	private void round() {
		this.roundDue = false;
		Census census = Census.take();
		this.errands.removeIf((errand) -> errand.run(census));
		if (!this.errands.isEmpty()) {
			this.roundDue = true;
			this.thread.schedule(this::round, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void close() {
		this.thread.shutdown();
	}

	/**
	 * Something to be seen to. Belongs to the thread.
	 */
	private static final class Errand {

		private final String name;

		private final Function<Census, Collection<ProcessHandle>> search;

		/** How often none must have been found; zero for asking once. */
		private final int looks;

		private final CompletableFuture<Boolean> done = new CompletableFuture<>();

		private int rounds;

		private int emptyRounds;

		Errand(String name, Function<Census, Collection<ProcessHandle>> search, int looks) {
			this.name = name;
			this.search = search;
			this.looks = looks;
		}

		/**
		 * Do what can be done now.
		 * @return whether that was all
		 */
		boolean run(Census census) {
			try {
				Collection<ProcessHandle> found = this.search.apply(census);
				found.forEach((this.looks > 0) ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
				this.emptyRounds = found.isEmpty() ? this.emptyRounds + 1 : 0;
				this.rounds++;
				if (this.looks == 0 || this.emptyRounds == this.looks) {
					return finish(true);
				}
				if (this.rounds == MAX_ROUNDS) {
					logger.warn("Processes of {} survive SIGKILL: {}", this.name,
							found.stream().map(ProcessHandle::pid).toList());
					return finish(false);
				}
				return false;
			}
			catch (RuntimeException ex) {
				logger.warn("Processes of {} could not be ended", this.name, ex);
				return finish(false);
			}
		}

		private boolean finish(boolean success) {
			this.done.complete(success);
			return true;
		}

	}

}
