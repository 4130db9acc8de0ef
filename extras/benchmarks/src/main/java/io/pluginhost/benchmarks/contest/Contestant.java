package io.pluginhost.benchmarks.contest;

/**
 * One way of talking to workers. Works until the trial is over and tells it how much was
 * done; what it cannot do it refuses with {@link UnsupportedOperationException}. Used by
 * one thread.
 */
interface Contestant extends AutoCloseable {

	/**
	 * Call and wait for the answer, again and again; every call is timed.
	 */
	default void call(Trial trial) throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Call without waiting, as long as fewer calls than allowed are in flight.
	 */
	default void pipeline(int workers, int window, Trial trial) throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Call and wait, in several threads.
	 */
	default void callers(int threads, Trial trial) throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Have a worker send things of its own accord.
	 */
	default void flood(Flood flood, Trial trial) throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Have text of this many bytes sent back.
	 */
	default void echo(int bytes, Trial trial) throws Exception {
		throw new UnsupportedOperationException();
	}

	@Override
	void close() throws Exception;

}
