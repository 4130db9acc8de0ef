package io.pluginhost.concurrent;

import java.util.concurrent.CompletableFuture;

/**
 * A thread that is started before its task is known, so that nothing is begun that would
 * need a thread in vain. Safe for use by any thread.
 */
public final class PreparedThread {

	private final CompletableFuture<Runnable> work = new CompletableFuture<>();

	private PreparedThread() {
	}

	/**
	 * Start a thread.
	 * @throws NoThreadException if it cannot be started
	 */
	public static PreparedThread start(NamedThreads threads, String name) throws NoThreadException {
		PreparedThread prepared = new PreparedThread();
		try {
			threads.newThread(name, () -> prepared.work.join().run()).start();
		}
		catch (OutOfMemoryError ex) {
			throw new NoThreadException(ex);
		}
		return prepared;
	}

	/**
	 * Have the thread run a task and end.
	 */
	public void begin(Runnable work) {
		this.work.complete(work);
	}

	/**
	 * Have the thread end, unless it has a task.
	 */
	public void dismiss() {
		begin(() -> {
		});
	}

}
