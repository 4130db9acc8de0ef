package io.pluginhost.process.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.concurrent.NamedThreads;
import io.pluginhost.concurrent.NoThreadException;

/**
 * Sends signals to whole groups of processes, or just looks at them, on one daemon thread
 * of its own, which stays until the end: looking for processes takes as long as the
 * machine has processes, and may block. All that is asked for meanwhile is served by the
 * same look.
 * <p>
 * A process may start others while it is being looked for, and shows no mark in the
 * moment it becomes another program. So what is to be gone is looked for until nothing
 * has been found, twice in a row where it was alive a moment ago.
 *
 * @see "docs/decisions/process-marks.md"
 */
final class ProcessReaper implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ProcessReaper.class);

	private static final long INTERVAL_MILLIS = 20;

	/** After so many rounds nobody waits any more for the processes to be gone. */
	private static final int MAX_ROUNDS = 100;

	/** How often it is looked afterwards. */
	private static final long LATE_INTERVAL_MILLIS = 1000;

	/** How long a look is good enough for those who only look. */
	private static final long RECENT_MILLIS = 1000;

	private final ScheduledThreadPoolExecutor thread;

	/** The thread's own. */
	private final List<Errand> errands = new ArrayList<>();

	/** The thread's own. */
	private boolean roundDue;

	/** The thread's own: a look that is not old yet. */
	private @Nullable Census recent;

	ProcessReaper() {
		this(NamedThreads.daemons());
	}

	ProcessReaper(NamedThreads threads) {
		this.thread = new ScheduledThreadPoolExecutor(1, (task) -> reaper(threads, task));
		this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	/**
	 * The JDK's threads that wait for what is started from here may live as long as the
	 * JVM, and inherit what would hold an application that is no longer there.
	 */
	private static Thread reaper(NamedThreads threads, Runnable work) {
		Thread reaper = threads.newThread("plugin-host-reaper", work);
		reaper.setContextClassLoader(ClassLoader.getSystemClassLoader());
		return reaper;
	}

	/**
	 * Make sure that the thread is there.
	 * @throws NoThreadException if it cannot be started
	 */
	void start() throws NoThreadException {
		try {
			this.thread.prestartCoreThread();
		}
		catch (OutOfMemoryError ex) {
			throw new NoThreadException(ex);
		}
	}

	/**
	 * Ask processes to end (SIGTERM), once.
	 * @param name what they are, for the log
	 * @param search finds them
	 * @return completes when they have been sent the signal
	 */
	CompletableFuture<Boolean> terminate(String name, Function<Census, Collection<ProcessHandle>> search) {
		return send(new Signal(name, search, 0, () -> {
		}));
	}

	/**
	 * End processes (SIGKILL) until there are none.
	 * @param name what they are, for the log
	 * @param search finds them
	 * @param looks how often in a row none must have been found
	 * @return completes with whether there are none any more: at the latest when they
	 * have had two seconds, though they are looked for as long as there are any
	 */
	CompletableFuture<Boolean> kill(String name, Function<Census, Collection<ProcessHandle>> search, int looks) {
		return kill(name, search, looks, () -> {
		});
	}

	/**
	 * End processes (SIGKILL) until there are none.
	 * @param onSent invoked when they have been sent the signal for the first time
	 */
	CompletableFuture<Boolean> kill(String name, Function<Census, Collection<ProcessHandle>> search, int looks,
			Runnable onSent) {
		return send(new Signal(name, search, looks, onSent));
	}

	/**
	 * Wait until processes have ended by themselves.
	 * @param name what they are, for the log
	 * @param isKnownToLive whether one that was found before is alive, so that none need
	 * be searched for
	 * @param search finds them
	 * @param onFound run whenever any is found alive, on this thread
	 * @return completes with whether there are none any more
	 */
	CompletableFuture<Boolean> await(String name, BooleanSupplier isKnownToLive,
			Function<Census, Collection<ProcessHandle>> search, Runnable onFound) {
		return send(new Wait(name, isKnownToLive, search, onFound));
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

	/**
	 * Do something again and again, on this thread, until it is closed.
	 * @param action what to do
	 */
	void every(long millis, Runnable action) {
		try {
			this.thread.scheduleWithFixedDelay(() -> {
				try {
					action.run();
				}
				catch (RuntimeException | Error ex) {
					logger.error("What is done every {} ms failed", millis, ex);
				}
			}, millis, millis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			logger.debug("Closed, or a thread that was lost cannot be started again at once", ex);
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
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// Closed, or the thread was lost and another cannot be started
			errand.done.complete(false);
		}
		return errand.done;
	}

	private void round() {
		this.roundDue = false;
		try {
			Look look = new Look();
			this.errands.removeIf((errand) -> errand.run(look));
		}
		catch (RuntimeException | Error ex) {
			this.errands.forEach(Errand::fail);
			this.errands.clear();
			throw ex;
		}
		finally {
			if (!this.errands.isEmpty()) {
				this.roundDue = true;
				boolean late = this.errands.stream().allMatch(Errand::isLate);
				this.thread.schedule(this::round, late ? LATE_INTERVAL_MILLIS : INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
			}
		}
	}

	@Override
	public void close() {
		this.thread.shutdown();
	}

	/**
	 * What is seen in one round, if anything has to be.
	 */
	private static final class Look implements Supplier<Census> {

		private @Nullable Census census;

		@Override
		public Census get() {
			Census taken = this.census;
			if (taken == null) {
				taken = Census.take();
				this.census = taken;
			}
			return taken;
		}

	}

	/**
	 * Something to be seen to. Belongs to the thread.
	 */
	private abstract static class Errand {

		final String name;

		final Function<Census, Collection<ProcessHandle>> search;

		final CompletableFuture<Boolean> done = new CompletableFuture<>();

		Errand(String name, Function<Census, Collection<ProcessHandle>> search) {
			this.name = name;
			this.search = search;
		}

		/**
		 * Return whether nobody waits for it any more.
		 */
		boolean isLate() {
			return false;
		}

		/**
		 * Do what can be done now.
		 * @return whether that was all
		 */
		abstract boolean run(Supplier<Census> census);

		void fail() {
			this.done.complete(false);
		}

		boolean finish(boolean success) {
			this.done.complete(success);
			return true;
		}

	}

	/**
	 * A signal for processes. Belongs to the thread.
	 */
	private static final class Signal extends Errand {

		/** How often none must have been found; zero for asking once. */
		private final int looks;

		private final Runnable onSent;

		private int rounds;

		private int emptyRounds;

		/** Whether it was logged that something survives. */
		private boolean reported;

		Signal(String name, Function<Census, Collection<ProcessHandle>> search, int looks, Runnable onSent) {
			super(name, search);
			this.looks = looks;
			this.onSent = onSent;
		}

		@Override
		boolean isLate() {
			return this.rounds >= MAX_ROUNDS;
		}

		@Override
		boolean run(Supplier<Census> census) {
			try {
				Collection<ProcessHandle> found = this.search.apply(census.get());
				found.forEach((this.looks > 0) ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
				this.emptyRounds = found.isEmpty() ? this.emptyRounds + 1 : 0;
				this.rounds++;
				if (this.rounds == 1) {
					this.onSent.run();
				}
				if (this.looks == 0 || this.emptyRounds == this.looks) {
					reportEnd();
					return finish(true);
				}
				if (this.rounds == MAX_ROUNDS) {
					this.done.complete(false);
				}
				reportSurvivors(found);
				return false;
			}
			catch (RuntimeException ex) {
				logger.warn("Processes of {} could not be ended", this.name, ex);
				return finish(false);
			}
		}

		/**
		 * A busy machine takes its time: what is still there when it is looked at again
		 * is reported, once.
		 */
		private void reportSurvivors(Collection<ProcessHandle> found) {
			if (this.rounds > MAX_ROUNDS + 1 && !found.isEmpty() && !this.reported) {
				this.reported = true;
				logger.warn("Processes of {} survive SIGKILL: {}", this.name,
						found.stream().map(ProcessHandle::pid).toList());
			}
		}

		private void reportEnd() {
			if (this.reported) {
				logger.info("Processes of {} that survived SIGKILL are gone", this.name);
			}
		}

	}

	/**
	 * A wait for processes that end by themselves. Belongs to the thread.
	 */
	private static final class Wait extends Errand {

		/** As many looks as find what was alive a moment ago. */
		private static final int LOOKS = 2;

		private final BooleanSupplier isKnownToLive;

		private final Runnable onFound;

		private int emptyRounds;

		Wait(String name, BooleanSupplier isKnownToLive, Function<Census, Collection<ProcessHandle>> search,
				Runnable onFound) {
			super(name, search);
			this.isKnownToLive = isKnownToLive;
			this.onFound = onFound;
		}

		@Override
		boolean run(Supplier<Census> census) {
			try {
				if (!this.isKnownToLive.getAsBoolean() && this.search.apply(census.get()).isEmpty()) {
					this.emptyRounds++;
					return this.emptyRounds == LOOKS && finish(true);
				}
				this.emptyRounds = 0;
				this.onFound.run();
			}
			catch (RuntimeException ex) {
				logger.warn("Processes of {} could not be waited for", this.name, ex);
				return finish(false);
			}
			return false;
		}

	}

}
