package io.pluginhost.benchmarks.contest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Does all work through links, the way an application would.
 */
abstract class AbstractLinkContestant implements Contestant {

	private final List<Link> links = new ArrayList<>();

	/** Kept, because what a thread has allocated is forgotten when it ends. */
	private final ExecutorService callers = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "caller");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Start one more worker.
	 * @param index how many were started before
	 */
	abstract Link open(int index) throws Exception;

	@Override
	public final void call(Trial trial) throws Exception {
		Link link = link(0);
		while (trial.goesOn()) {
			long start = System.nanoTime();
			link.call();
			trial.took(System.nanoTime() - start);
		}
	}

	@Override
	public final void pipeline(int workers, int window, Trial trial) throws Exception {
		link(workers - 1);
		Semaphore room = new Semaphore(workers * window);
		Runnable done = room::release;
		long operations = 0;
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
		while (trial.goesOn()) {
			link.flood(flood, flood.batch());
			trial.did(flood.batch());
		}
	}

	@Override
	public final void echo(int bytes, Trial trial) throws Exception {
		Link link = link(0);
		String text = Payloads.text(bytes);
		while (trial.goesOn()) {
			if (link.echo(text) != bytes) {
				throw new IllegalStateException("Not all came back");
			}
			trial.did(1);
		}
	}

	private Link link(int index) throws Exception {
		while (this.links.size() <= index) {
			this.links.add(open(this.links.size()));
		}
		return this.links.get(index);
	}

}
