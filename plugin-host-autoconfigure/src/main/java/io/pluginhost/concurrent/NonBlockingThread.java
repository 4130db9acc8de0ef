package io.pluginhost.concurrent;

import org.jspecify.annotations.Nullable;

/**
 * Rejects blocking calls on threads that must not block: those of Reactor's schedulers
 * and of Reactor Netty's event loops, if Reactor is present. A blocked event loop reads
 * nothing for any of its connections, possibly including the one that the answer depends
 * on.
 */
public final class NonBlockingThread {

	private static final @Nullable Class<?> MARK = mark();

	private NonBlockingThread() {
	}

	private static @Nullable Class<?> mark() {
		try {
			return Class.forName("reactor.core.scheduler.NonBlocking", false, NonBlockingThread.class.getClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	public static void refuseToWaitFor(String pluginId, String method) {
		Thread current = Thread.currentThread();
		if (MARK != null && MARK.isInstance(current)) {
			throw new IllegalStateException(
					"Thread '%s' must not block, and a call of '%s' of plugin '%s' would block it until the answer is there: "
						.formatted(current.getName(), method, pluginId)
							+ "use retrieveAsync, a client method that returns a Mono, or another scheduler such as "
							+ "Schedulers.boundedElastic()");
		}
	}

}
