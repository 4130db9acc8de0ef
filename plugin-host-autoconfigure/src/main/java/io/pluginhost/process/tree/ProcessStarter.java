package io.pluginhost.process.tree;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.regex.Pattern;

import io.pluginhost.concurrent.NoThreadException;

/**
 * Starts processes. The JDK starts a thread for each once it is there; where it cannot,
 * {@link ProcessBuilder#start()} throws although the process lives, as a child that can
 * be neither waited for nor forgotten. So it is made sure before that there is room for
 * both.
 */
public final class ProcessStarter {

	/** The process, and the thread of the JDK that waits for it. */
	private static final int NEEDED = 2;

	/** EAGAIN, as the JDK writes it. */
	private static final Pattern NO_PROCESS = Pattern.compile("error[=:] ?11\\b");

	private ProcessStarter() {
	}

	/**
	 * Start a process.
	 * @throws NoThreadException if there is no room for another process or thread; in a
	 * rare case the process lives all the same
	 * @throws IOException if it cannot be started
	 */
	public static Process start(ProcessBuilder builder) throws IOException {
		return start(builder, ProcessStarter::newThread);
	}

	static Process start(ProcessBuilder builder, ThreadFactory threads) throws IOException {
		try {
			makeSureOfRoom(threads);
			return builder.start();
		}
		catch (OutOfMemoryError ex) {
			throw new NoThreadException(ex);
		}
		catch (IOException ex) {
			throw (ex.getMessage() != null && NO_PROCESS.matcher(ex.getMessage()).find()) ? new NoThreadException(ex)
					: ex;
		}
	}

	/**
	 * Start as many threads as needed, and let them end. The place of one that ends is
	 * free a moment later.
	 */
	private static void makeSureOfRoom(ThreadFactory threads) {
		CountDownLatch all = new CountDownLatch(1);
		try {
			for (int i = 0; i < NEEDED; i++) {
				threads.newThread(() -> await(all)).start();
			}
		}
		finally {
			all.countDown();
		}
	}

	private static Thread newThread(Runnable work) {
		Thread thread = new Thread(null, work, "plugin-host-room", 64 * 1024);
		thread.setDaemon(true);
		thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
		return thread;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
