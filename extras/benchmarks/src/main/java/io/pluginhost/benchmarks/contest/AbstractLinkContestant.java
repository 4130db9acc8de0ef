package io.pluginhost.benchmarks.contest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Does all work through links, the way an application would.
 */
abstract class AbstractLinkContestant implements Contestant {

	/** How long threads may stay that only a start needs, in milliseconds. */
	private static final long START_LASTS = 2000;

	private final List<Link> links = new ArrayList<>();

	private int opened;

	/** Kept, because what a thread has allocated is forgotten when it ends. */
	private final ExecutorService callers = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "caller");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Begin to start one more worker.
	 * @param index how many were started before
	 * @return done when the worker is ready
	 */
	abstract CompletableFuture<Link> open(int index) throws Exception;

	/**
	 * How long threads of pools wait for work before they end, in milliseconds.
	 */
	long idleThreadsLast() {
		return 1000;
	}

	@Override
	public final void call(Trial trial) throws Exception {
		call(prepare(), trial);
	}

	/**
	 * Get ready for calls one after the other.
	 * @return who is called
	 */
	Link prepare() throws Exception {
		return link(0);
	}

	private static void call(Link link, Trial trial) throws Exception {
		trial.begin();
		while (trial.goesOn()) {
			long start = System.nanoTime();
			link.call();
			trial.took(System.nanoTime() - start);
		}
	}

	@Override
	public final void callBeside(int bytes, Trial trial) throws Exception {
		Link other = link(1);
		String text = Payloads.text(bytes);
		other.echo(text);
		AtomicBoolean over = new AtomicBoolean();
		Future<?> beside = this.callers.submit(() -> {
			while (!over.get()) {
				other.echo(text);
			}
			return null;
		});
		try {
			call(link(0), trial);
		}
		finally {
			over.set(true);
			beside.get();
		}
	}

	@Override
	public final void pipeline(int workers, int window, Trial trial) throws Exception {
		link(workers - 1);
		Semaphore room = new Semaphore(workers * window);
		Runnable done = room::release;
		long operations = 0;
		trial.begin();
		while (trial.goesOn()) {
			for (int i = 0; i < workers; i++) {
				room.acquire();
				this.links.get(i).call(done);
			}
			operations += workers;
		}
		room.acquire(workers * window);
		trial.did(operations);
	}

	@Override
	public final void callers(int threads, Trial trial) throws Exception {
		Link link = link(0);
		List<Future<?>> running = new ArrayList<>();
		trial.begin();
		for (int i = 0; i < threads; i++) {
			running.add(this.callers.submit(() -> {
				while (trial.goesOn()) {
					link.call();
					trial.did(1);
				}
				return null;
			}));
		}
		for (Future<?> caller : running) {
			caller.get();
		}
	}

	@Override
	public final void flood(Flood flood, Trial trial) throws Exception {
		Link link = link(0);
		trial.begin();
		while (trial.goesOn()) {
			link.flood(flood, flood.batch());
			trial.did(flood.batch());
		}
	}

	@Override
	public final void echo(int bytes, Trial trial) throws Exception {
		Link link = link(0);
		String text = Payloads.text(bytes);
		trial.begin();
		while (trial.goesOn()) {
			if (link.echo(text) != bytes) {
				throw new IllegalStateException("Not all came back");
			}
			trial.did(1);
		}
	}

	@Override
	public final void kill(Trial trial) throws Exception {
		while (trial.goesOn()) {
			Link link = openMany(1).get(0);
			try {
				trial.took(kill(link));
			}
			finally {
				link.end().join();
			}
		}
	}

	private static long kill(Link link) throws Exception {
		CompletableFuture<Long> failed = link.hang().handle((result, failure) -> System.nanoTime());
		// Answered after the other has been read
		link.call();
		ProcessHandle process = link.process();
		long start = System.nanoTime();
		process.destroyForcibly();
		return failed.get(1, TimeUnit.MINUTES) - start;
	}

	@Override
	public final void start(int workers, Trial trial) throws Exception {
		while (trial.goesOn()) {
			long start = System.nanoTime();
			List<Link> started = openMany(workers);
			trial.took(System.nanoTime() - start);
			endAll(started);
		}
	}

	@Override
	public final void idle(int workers, Trial trial) throws Exception {
		link(0).call();
		double resting = Footprint.rest();
		Footprint before = Footprint.now();
		List<Link> started = openMany(workers);
		Footprint.pause(idleThreadsLast() + 2000);
		Footprint.now().note(trial, before, workers);
		trial.note("resting", Footprint.rest() - resting);
		trial.did(workers);
		endAll(started);
	}

	@Override
	public final void threads(int workers, Trial trial) throws Exception {
		link(0).call();
		Footprint.pause(START_LASTS);
		Footprint before = Footprint.now();
		List<Link> started = new ArrayList<>();
		for (int i = 0; i < workers; i++) {
			started.addAll(openMany(1));
		}
		Footprint.pause(START_LASTS);
		Footprint.now().note(trial, before, workers);
		endAll(started);
	}

	final Link link(int index) throws Exception {
		if (this.links.size() <= index) {
			this.links.addAll(openMany(index + 1 - this.links.size()));
		}
		return this.links.get(index);
	}

	final List<Link> openMany(int count) throws Exception {
		List<CompletableFuture<Link>> opening = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			opening.add(open(this.opened++));
		}
		List<Link> opened = new ArrayList<>();
		for (CompletableFuture<Link> link : opening) {
			opened.add(link.get(1, TimeUnit.MINUTES));
		}
		return opened;
	}

	private static void endAll(List<Link> links) {
		CompletableFuture.allOf(links.stream().map(Link::end).toArray(CompletableFuture<?>[]::new)).join();
	}

	@Override
	public void close() throws Exception {
		endAll(this.links);
		this.callers.shutdown();
	}

}
