package io.pluginhost.concurrent;

import java.util.concurrent.CompletableFuture;

/**
 * A thread that is there before it has anything to do, so that what it is for is not
 * begun in vain.
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
	 * Let the thread do its work, and then end.
	 */
	public void begin(Runnable work) {
		this.work.complete(work);
	}

	/**
	 * Let the thread end, unless it has begun.
	 */
	public void dismiss() {
		begin(() -> {
		});
	}

}
