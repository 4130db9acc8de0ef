package io.pluginhost.process.tree;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.concurrent.NamedThreads;

/**
 * Sees to it that no process of a worker outlives its worker or its host. Guarded by
 * itself where it says so; the work is done by the {@link ProcessReaper}, what comes
 * after the host's death by the {@link Watchdog}.
 *
 * @see "docs/decisions/watchdog-and-setpriv.md"
 */
public final class LeftoverGuard implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LeftoverGuard.class);

	/** How long anybody waits for the end of processes; it goes on without them. */
	private static final long PATIENCE_SECONDS = 3;

	/** How long the reaper may take to look before a process gets its signal alone. */
	private static final long LOOK_SECONDS = 1;

	private final HostMarks marks = new HostMarks();

	private final ProcessReaper reaper;

	private final ExitWatch exits;

	private final MemoryMeter memory;

	private final @Nullable Watchdog watchdog;

	/** What of a plugin's last process is being ended. */
	private final Map<String, CompletableFuture<Boolean>> endings = new ConcurrentHashMap<>();

	// Guarded by this
	private @Nullable CompletableFuture<Boolean> sweep;

	// Guarded by this
	private boolean closed;

	/**
	 * Create a guard, which does nothing before the first launch.
	 * @param path where to look for programs
	 */
	LeftoverGuard(@Nullable String path) {
		this(path, NamedThreads.daemons());
	}

	public LeftoverGuard(@Nullable String path, NamedThreads threads) {
		this.reaper = new ProcessReaper(threads);
		this.exits = new ExitWatch(threads);
		this.memory = new MemoryMeter(this.reaper, this.exits, this.marks);
		this.watchdog = Proc.AVAILABLE ? new Watchdog(this.marks.owner(), path) : null;
	}

	/**
	 * Make everything ready for a launch: leftovers of dead hosts and of the plugin's
	 * last process are gone, and the watchdog runs. Blocks for a moment.
	 * @param pluginId the plugin
	 * @return the name of the incarnation
	 * @throws IOException if this host is closed, or there are no threads for what must
	 * happen
	 */
	public String prepare(String pluginId) throws IOException {
		CompletableFuture<Boolean> swept;
		synchronized (this) {
			checkOpen();
			this.reaper.start();
			this.exits.start();
			if (this.watchdog != null) {
				this.watchdog.ensureRunning();
			}
			if (this.sweep == null) {
				this.sweep = sweep();
				if (this.watchdog != null) {
					this.reaper.every(Watchdog.LOOK_MILLIS, this.watchdog::look);
				}
			}
			swept = this.sweep;
		}
		await(swept);
		CompletableFuture<Boolean> ending = this.endings.get(pluginId);
		if (ending != null) {
			await(ending);
		}
		return this.marks.nextWorker();
	}

	/**
	 * Mark an environment. Comes last, so that nothing else has the word.
	 * @param environment a worker's environment
	 * @param worker its incarnation
	 */
	public void mark(Map<String, String> environment, String worker) {
		this.marks.put(environment, worker);
	}

	/**
	 * Take a process that has been started under guard.
	 * @throws IOException if this host has been closed meanwhile; the process is ended
	 */
	public ProcessTree adopt(Process process, String pluginId, String worker) throws IOException {
		synchronized (this) {
			if (!this.closed) {
				return new ProcessTree(process.toHandle(), pluginId, worker);
			}
		}
		process.destroyForcibly();
		throw closed();
	}

	/**
	 * End what was started although its start has failed (SIGKILL). Nothing but the mark
	 * tells which process that is. The plugin's next start waits for it.
	 */
	public void endLost(String pluginId, String worker) {
		keep(pluginId, this.reaper.kill("plugin '%s'".formatted(pluginId), (census) -> {
			List<ProcessHandle> lost = new ArrayList<>();
			Set<Long> pids = census.withDescendants(this.marks.bearing(census, worker::equals));
			pids.forEach((pid) -> census.handle(pid).ifPresent(lost::add));
			return lost;
		}, 2));
	}

	/**
	 * Return what looks for the ends of processes.
	 */
	public ExitWatch exits() {
		return this.exits;
	}

	/**
	 * Ask all processes of a tree to end (SIGTERM).
	 */
	public void terminate(ProcessTree tree) {
		CompletableFuture<Boolean> sent = this.reaper.terminate(tree.toString(),
				(census) -> tree.find(census, this.marks));
		orElse(sent, () -> tree.root().destroy());
	}

	/**
	 * End all processes of a tree (SIGKILL).
	 * @param onSent invoked when the signal has been sent
	 * @return completes with whether there are none any more
	 */
	public CompletableFuture<Boolean> kill(ProcessTree tree, Runnable onSent) {
		CompletableFuture<Boolean> gone = this.reaper.kill(tree.toString(), (census) -> tree.find(census, this.marks),
				2, onSent);
		orElse(gone, () -> {
			tree.root().destroyForcibly();
			onSent.run();
		});
		return gone;
	}

	/**
	 * Wait until all processes of a tree have ended by themselves.
	 * @param onFound run again and again, on another thread, while any is alive
	 * @return completes when there are none; with {@code false} if that cannot be known
	 */
	public CompletableFuture<Boolean> awaitEnd(ProcessTree tree, Runnable onFound) {
		return this.reaper.await(tree.toString(), tree::isKnownToLive, (census) -> tree.find(census, this.marks),
				onFound);
	}

	/**
	 * Where the reaper cannot do something in time, the process alone has to do.
	 */
	private void orElse(CompletableFuture<Boolean> done, Runnable otherwise) {
		done.thenAccept((success) -> {
			if (!success) {
				otherwise.run();
			}
		});
		this.exits.after(TimeUnit.SECONDS.toMillis(LOOK_SECONDS), () -> {
			if (!done.isDone()) {
				otherwise.run();
			}
		});
	}

	/**
	 * Measure how much a tree holds in memory.
	 */
	public CompletableFuture<OptionalLong> residentMemory(ProcessTree tree) {
		return this.memory.measure(tree);
	}

	/**
	 * Measure how much processor time a tree has had.
	 * @return completes with the time, or empty if that cannot be known
	 */
	public CompletableFuture<Optional<Duration>> processorTime(ProcessTree tree) {
		return this.reaper.look((census) -> tree.processorTime(census, this.marks));
	}

	/**
	 * Ask what JVMs there are in a tree for a dump of their threads.
	 * @return completes with whether there are any
	 */
	public CompletableFuture<Boolean> dumpThreads(ProcessTree tree) {
		return this.reaper.look((census) -> ThreadDumpRequest.send(tree.find(census, this.marks)));
	}

	/**
	 * End what a process has left behind (SIGKILL). The plugin's next start waits for it.
	 */
	public void endLeftovers(ProcessTree tree) {
		keep(tree.pluginId(), this.reaper.kill(tree.toString(), (census) -> tree.find(census, this.marks), 2));
	}

	private void keep(String pluginId, CompletableFuture<Boolean> ending) {
		this.endings.put(pluginId, ending);
		ending.whenComplete((gone, failure) -> this.endings.remove(pluginId, ending));
	}

	private CompletableFuture<Boolean> sweep() {
		Long realUid = this.marks.realUid();
		if (!Proc.AVAILABLE || realUid == null) {
			return CompletableFuture.completedFuture(true);
		}
		LeftoverRule rule = new LeftoverRule(this.marks.owner(), realUid, lineage(), OwnerMark::hostLives);
		Set<Long> told = new HashSet<>();
		return this.reaper.kill("dead hosts", (census) -> leftovers(census, rule, told), 1);
	}

	private static Collection<ProcessHandle> leftovers(Census census, LeftoverRule rule, Set<Long> told) {
		List<ProcessHandle> leftovers = new ArrayList<>();
		for (Census.Marked process : census.marked()) {
			if (!rule.isLeftover(process.pid(), Proc.realUid(process.pid()), process.owner())) {
				continue;
			}
			census.handle(process.pid()).ifPresent((handle) -> {
				leftovers.add(handle);
				if (told.add(process.pid())) {
					logger.warn("Ending process {}, left over by plugin '{}' of host {}, which is dead", process.pid(),
							plain(process.pluginId()), process.owner().hostPid());
				}
			});
		}
		return leftovers;
	}

	/**
	 * What another process says of itself must not look like lines of our own.
	 */
	private static String plain(@Nullable String pluginId) {
		return (pluginId != null) ? pluginId.replaceAll("[^A-Za-z0-9._-]", "?") : "?";
	}

	private static Set<Long> lineage() {
		Set<Long> lineage = new HashSet<>();
		Optional<ProcessHandle> next = Optional.of(ProcessHandle.current());
		while (next.isPresent() && lineage.add(next.get().pid())) {
			next = next.get().parent();
		}
		return lineage;
	}

	/**
	 * End whatever is left of this host's workers and send the watchdog away. If
	 * something survives, the watchdog stays until this JVM ends. Blocks for a moment.
	 */
	@Override
	public void close() {
		synchronized (this) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			if (this.sweep == null) {
				// nothing was ever started
				this.exits.close();
				this.reaper.close();
				return;
			}
		}
		CompletableFuture<Boolean> end = this.reaper.kill("this host", (census) -> {
			List<ProcessHandle> ours = new ArrayList<>();
			Set<Long> pids = census.withDescendants(this.marks.bearing(census, this.marks::isOurs));
			pids.forEach((pid) -> census.handle(pid).ifPresent(ours::add));
			return ours;
		}, 2);
		try {
			if (await(end) && this.watchdog != null) {
				this.watchdog.dismiss();
			}
		}
		catch (InterruptedIOException ex) {
			logger.debug("Nobody waits for the last processes", ex);
		}
		this.exits.close();
		this.reaper.close();
	}

	private static boolean await(CompletableFuture<Boolean> end) throws InterruptedIOException {
		try {
			return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while other processes were being ended");
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("Processes are still being ended", ex);
			return false;
		}
	}

	private synchronized void checkOpen() throws IOException {
		if (this.closed) {
			throw closed();
		}
	}

	private static IOException closed() {
		return new IOException("This host is closed and starts no processes any more");
	}

}
