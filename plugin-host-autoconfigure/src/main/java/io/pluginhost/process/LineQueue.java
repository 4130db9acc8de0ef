package io.pluginhost.process;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Lines on their way to a process. The thread that brings one goes on at once. The line
 * is left here for the writer, which the pipe may block; a caller's thread
 * ({@link #offerDirectly}, {@link #putDirectly}) writes it itself where the pipe is sure
 * to take it. {@link PipeCredit} says why that cannot block a caller.
 * <p>
 * Urgent lines go first. Others are taken while fewer bytes wait than allowed, so that
 * one may overshoot; answers always, refusals nearly always. What is being written waits
 * until the pipe has it. Guarded by itself; writes and runs callbacks unguarded, one
 * thread at a time.
 *
 * @see "docs/decisions/writing-to-stdin.md"
 */
public final class LineQueue {

	/**
	 * How many lines may wait, whatever they are. Only refusals can come to as many, of a
	 * worker that asks and asks and does not read what it is told.
	 */
	public static final int MAX_LINES = 200_000;

	/**
	 * How many bytes of refusals may wait beyond what the queue holds.
	 */
	public static final long MAX_REFUSED_BYTES = 32 * 1024 * 1024;

	private final long maxBytes;

	private final long mostBytes;

	// Guarded by this
	private final PipeCredit credit = new PipeCredit(this);

	// Guarded by this
	private final Lanes lanes = new Lanes();

	// Guarded by this: whether a thread writes
	private boolean busy;

	// Guarded by this
	private boolean closed;

	// Guarded by this: whether nothing more is taken, and the pipe ends after what waits
	private boolean ended;

	// Guarded by this
	private @Nullable Runnable onWaiting;

	// Guarded by this: run once there is room again
	private final List<Runnable> onRoom = new ArrayList<>();

	// Guarded by this
	private @Nullable Runnable startWriter;

	// Guarded by this: whether there is a writer, or will be at once
	private boolean attended;

	// Written by the thread that writes
	private volatile long progress;

	/**
	 * Create a queue.
	 * @param maxBytes how many bytes may wait before no more is taken
	 */
	public LineQueue(long maxBytes) {
		this.maxBytes = maxBytes;
		this.mostBytes = (maxBytes < Long.MAX_VALUE / 2) ? maxBytes + MAX_REFUSED_BYTES : maxBytes;
	}

	/**
	 * Take a line that goes before all others. Never written by the calling thread.
	 * @param line the line
	 * @param owner whose it is
	 * @return whether it was taken: not if the queue is closed
	 */
	public boolean offerUrgent(byte[] line, Object owner) {
		return add(new Lanes.Line(line, owner), true, Long.MAX_VALUE, false);
	}

	/**
	 * Take a line, which is its own owner, if there is room.
	 * @param line the line
	 * @return whether it was taken
	 */
	public boolean offer(byte[] line) {
		return offer(line, line);
	}

	/**
	 * Take a line if there is room. Never written by the calling thread.
	 * @param line the line
	 * @param owner whose it is
	 * @return whether it was taken
	 */
	public boolean offer(byte[] line, Object owner) {
		return add(new Lanes.Line(line, owner), false, this.maxBytes, false);
	}

	/**
	 * Take a line if there is room. For callers' threads, which may write it.
	 * @param line the line
	 * @param owner whose it is
	 * @return whether it was taken
	 */
	public boolean offerDirectly(byte[] line, Object owner) {
		return add(new Lanes.Line(line, owner), false, this.maxBytes, true);
	}

	/**
	 * Take a line whether or not there is room. Never written by the calling thread.
	 * @param line the line
	 * @param owner whose it is
	 * @return whether it was taken: not if the queue is closed, or holds more lines than
	 * any process will ever read
	 */
	public boolean put(byte[] line, Object owner) {
		return add(new Lanes.Line(line, owner), false, Long.MAX_VALUE, false);
	}

	/**
	 * Take a line whether or not there is room. For callers' threads, which may write it.
	 * @param line the line
	 * @return whether it was taken: not if the queue is closed, or holds more lines than
	 * any process will ever read
	 */
	public boolean putDirectly(byte[] line) {
		return add(new Lanes.Line(line, line), false, Long.MAX_VALUE, true);
	}

	/**
	 * Take a line that the process gets instead of what it asked for. Never written by
	 * the calling thread.
	 * @param line the line
	 * @return whether it was taken: not if the queue is closed, or holds more lines or
	 * bytes than any process will ever read
	 */
	public boolean putRefusal(byte[] line) {
		return add(new Lanes.Line(line, line), false, this.mostBytes, false);
	}

	private boolean add(Lanes.Line line, boolean first, long maxBytes, boolean directly) {
		boolean mine;
		Runnable alert = null;
		boolean watched = directly && this.credit.isWatched();
		synchronized (this) {
			if (this.closed || this.ended || this.lanes.hold(maxBytes)) {
				return false;
			}
			mine = watched && !isWaiting() && this.credit.claim(line);
			this.busy |= mine;
			if (!mine) {
				if (!this.lanes.add(line, first)) {
					return false;
				}
				if (!this.busy) {
					notifyAll();
				}
				alert = this.onWaiting;
				this.onWaiting = null;
			}
		}
		if (mine) {
			this.credit.write(line.bytes());
		}
		handOver();
		if (alert != null) {
			alert.run();
		}
		return true;
	}

	/**
	 * Return whether there is no room for ordinary lines.
	 * @return whether there is none
	 */
	public synchronized boolean isFull() {
		return this.lanes.hold(this.maxBytes);
	}

	/**
	 * Run an action once there is room for ordinary lines, at once if there is already.
	 * @param action is run by the thread that makes room; must not block
	 */
	public void runWhenRoom(Runnable action) {
		synchronized (this) {
			if (isFull()) {
				this.onRoom.add(action);
				return;
			}
		}
		action.run();
	}

	void tellOfRoom() {
		List<Runnable> due;
		synchronized (this) {
			if (this.onRoom.isEmpty() || isFull()) {
				return;
			}
			due = List.copyOf(this.onRoom);
			this.onRoom.clear();
		}
		due.forEach(Runnable::run);
	}

	/**
	 * Take a line back if it still waits.
	 * @param owner whose line it is
	 * @return whether it waited
	 */
	public boolean retract(Object owner) {
		boolean waited;
		synchronized (this) {
			waited = this.lanes.remove(owner);
		}
		tellOfRoom();
		return waited;
	}

	/**
	 * Close the queue: what waits is dropped, and nothing is taken any more.
	 * @return whether it was open
	 */
	public boolean close() {
		boolean open;
		synchronized (this) {
			open = !this.closed;
			this.closed = true;
			this.lanes.clear();
			this.busy = false;
			notifyAll();
		}
		tellOfRoom();
		return open;
	}

	/**
	 * End the queue: nothing is taken any more, and once what waits has been written, the
	 * writer closes the pipe. The calling thread neither writes nor closes.
	 */
	public void end() {
		synchronized (this) {
			this.ended = true;
			notifyAll();
		}
		handOver();
	}

	/**
	 * Return whether all that was taken before the {@linkplain #end() end} has been
	 * written, so that the pipe is to be closed.
	 */
	synchronized boolean isAtEnd() {
		return this.ended && !this.closed && !isWaiting();
	}

	/**
	 * Return whether the queue is closed.
	 * @return whether it takes nothing any more
	 */
	public synchronized boolean isClosed() {
		return this.closed || this.ended;
	}

	/**
	 * Return whether anything waits for the pipe to take it.
	 * @return whether lines wait, or are being written
	 */
	public synchronized boolean isWaiting() {
		return this.busy || !this.lanes.isEmpty();
	}

	/**
	 * Run an action once when something waits for the writer, at once if it does already.
	 * @param alert is run by the thread that brings it; must return at once
	 */
	public void tellOnceWaiting(Runnable alert) {
		synchronized (this) {
			if (!isWaiting()) {
				this.onWaiting = alert;
				return;
			}
		}
		alert.run();
	}

	/**
	 * Make sure that what waits is watched, and has a writer.
	 */
	public void seeToWaiting() {
		Runnable alert = null;
		synchronized (this) {
			if (isWaiting()) {
				alert = this.onWaiting;
				this.onWaiting = null;
			}
		}
		handOver();
		if (alert != null) {
			alert.run();
		}
	}

	/**
	 * Return how often the pipe has taken something.
	 * @return a number to be compared with an earlier one
	 */
	public long progress() {
		return this.progress;
	}

	/**
	 * Return what callers may write.
	 * @return the credit
	 */
	public PipeCredit credit() {
		return this.credit;
	}

	/**
	 * Set what starts a writer when there is none and something waits for it.
	 * @param startWriter starts it, or else tells that it has {@link #writerLeft() left};
	 * run by the thread that brings a line
	 */
	void attendBy(Runnable startWriter) {
		synchronized (this) {
			this.startWriter = startWriter;
		}
		handOver();
	}

	/**
	 * Hear that there is no writer, though something may wait: the next line starts one.
	 */
	synchronized void writerLeft() {
		this.attended = false;
	}

	private void handOver() {
		Runnable start;
		synchronized (this) {
			start = this.startWriter;
			if (start == null || this.attended || this.closed || this.busy || hasNothing()) {
				return;
			}
			this.attended = true;
		}
		start.run();
	}

	private boolean hasNothing() {
		return this.lanes.isEmpty() && !this.ended;
	}

	/**
	 * Wait a while for lines, then take as many as fit into one write, or leave. For the
	 * writer only.
	 * @param batchSize how many bytes to stop at
	 * @param patience how long to wait, in milliseconds
	 * @return the lines in the order they must be written; empty if the writer has left,
	 * or the queue is closed or at its end
	 * @throws InterruptedException if the writer is interrupted
	 */
	synchronized List<byte[]> takeOrLeave(int batchSize, long patience) throws InterruptedException {
		boolean waited = false;
		while (!this.closed && (this.busy || hasNothing())) {
			// The thread that writes at the moment starts another writer if it needs one
			if (waited) {
				this.attended = false;
				return List.of();
			}
			wait(patience);
			waited = this.busy || hasNothing();
		}
		return poll(batchSize);
	}

	/**
	 * Take what others have brought while a caller wrote so much, if it may write that
	 * too; otherwise leave it to the writer.
	 */
	synchronized byte @Nullable [] next(long written) {
		tookAll();
		this.credit.end();
		if (this.closed || this.lanes.isEmpty()) {
			return null;
		}
		long waiting = this.lanes.waiting();
		if (written >= PipeCredit.SHARE || !this.credit.fits(waiting)) {
			notifyAll();
			return null;
		}
		ByteArrayOutputStream batch = new ByteArrayOutputStream((int) waiting);
		poll(Integer.MAX_VALUE).forEach(batch::writeBytes);
		this.credit.begin();
		return batch.toByteArray();
	}

	/**
	 * Wait for lines, then take as many as fit into one write. For the writer only.
	 * @param batchSize how many bytes to stop at
	 * @return the lines in the order they must be written; empty once the queue is closed
	 * or at its end
	 * @throws InterruptedException if the writer is interrupted
	 */
	public synchronized List<byte[]> take(int batchSize) throws InterruptedException {
		while (!this.closed && (this.busy || hasNothing())) {
			wait();
		}
		return poll(batchSize);
	}

	synchronized List<byte[]> poll(int batchSize) {
		List<byte[]> batch = this.lanes.poll(batchSize, this.credit);
		this.busy = !batch.isEmpty();
		return batch;
	}

	/**
	 * Hear that the pipe has taken something. For the thread that writes only.
	 */
	public void progressed() {
		this.progress = this.progress + 1;
	}

	/**
	 * Hear that the pipe has taken all of the last batch. For the writer only.
	 */
	public void written() {
		synchronized (this) {
			tookAll();
		}
		tellOfRoom();
	}

	private void tookAll() {
		progressed();
		this.lanes.written();
		this.busy = false;
	}

}
