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
	void call(Trial trial) throws Exception;

	/**
	 * The same while another worker is sent large texts and sends them back.
	 */
	default void callBeside(int bytes, Trial trial) throws Exception {
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

	/**
	 * Kill workers with an unanswered call; timed until the waiting caller is notified.
	 */
	default void kill(Trial trial) throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Start workers at the same time; timed until all are ready.
	 */
	default void start(int workers, Trial trial) throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Start workers and leave them alone.
	 */
	default void idle(int workers, Trial trial) throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Start workers one after the other, and count the threads they take.
	 */
	default void threads(int workers, Trial trial) throws Exception {
		throw new UnsupportedOperationException();
	}

	@Override
	void close() throws Exception;

}
