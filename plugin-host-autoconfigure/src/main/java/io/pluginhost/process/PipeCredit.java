package io.pluginhost.process;

import java.io.IOException;
import java.util.Objects;
import java.util.function.ObjLongConsumer;

import org.jspecify.annotations.Nullable;

/**
 * How much a pipe is sure to take at once, and which thread is writing on the strength of
 * that. Guarded by the {@link LineQueue} it belongs to, except for what is volatile.
 * <p>
 * <strong>Why no caller is blocked by a worker.</strong> A thread that is not the writer
 * of the queue writes to the pipe only under all of these conditions:
 * <ol>
 * <li><em>It is the thread of a caller.</em> Loops, the timer, the reaper and the threads
 * that read a worker's output use the methods of {@link LineQueue} that leave every line
 * to the writer. So whatever a worker does to its pipe, timeouts, starts, stops and exits
 * go on, its own included.</li>
 * <li><em>The pipe has room.</em> No more than {@link #SIZE} bytes have been written that
 * the worker is not known to have read, and a pipe of Linux always takes as many. An
 * answer proves a read: the ids of calls cannot be guessed, so the first byte of the id
 * has been read, and with it everything that was written before the call. It does not
 * prove that the rest of the call has been read: the call itself still counts as
 * unread.</li>
 * <li><em>It is watched.</em> A worker can break the second condition, since the pipe is
 * its own as well: it can open its stdin for writing and fill it, shrink it to a single
 * page, or learn an id from somebody else. A write on credit that is still in progress
 * after several looks is therefore the worker's doing, and the worker is killed there and
 * then ({@code WriteWatch}), which ends the write with an error. Without a watch nothing
 * is written on credit.</li>
 * <li><em>It is the only one.</em> All others leave their lines in the queue meanwhile. A
 * plugin whose worker was killed for this reason is written to by the queue's writer from
 * then on, so that no process can hold a second thread, not even one that gave its end of
 * the pipe to a process that could not be found.</li>
 * </ol>
 *
 * @see "docs/decisions/writing-to-stdin.md"
 */
public final class PipeCredit {

	/**
	 * How many bytes a pipe takes without blocking although it is not known to have been
	 * read: on Linux no pipe is smaller than two pages of this size, and what does not
	 * fit into the rest of one fits into the other.
	 */
	static final int SIZE = 4096;

	/** How much of what others bring one thread writes before the writer has to. */
	static final int SHARE = 64 * 1024;

	private final LineQueue queue;

	private @Nullable StdinPipe pipe;

	private boolean forbidden;

	/** Bytes that have been given to the pipe, or are about to be. */
	private long position;

	/** Runs before a caller writes; {@code null} while the watch looks. */
	private volatile @Nullable Runnable onWriting;

	private volatile boolean watched;

	private long writes;

	/** The number of the caller's write that is in progress, or 0. */
	private volatile long writing;

	/** Bytes that the process is known to have read. Written by its reader alone. */
	private volatile long acknowledged;

	private volatile ObjLongConsumer<Object> onWritten = (owner, position) -> {
	};

	PipeCredit(LineQueue queue) {
		this.queue = queue;
	}

	/**
	 * Set the pipe, which callers may write to as soon as that is
	 * {@linkplain #watchBy(Runnable) watched}.
	 */
	void writeTo(StdinPipe pipe) {
		synchronized (this.queue) {
			this.pipe = pipe;
		}
	}

	/**
	 * Leave every line to the writer from now on.
	 */
	public void forbid() {
		synchronized (this.queue) {
			this.forbidden = true;
		}
	}

	/**
	 * Let callers write, and let the watch rest until one does.
	 * @param onWriting begins to look whether the {@linkplain #writing() write} ends; run
	 * by the caller's thread before it writes, and must return at once
	 * @return whether it will be run: not if a caller is writing now
	 */
	public boolean watchBy(Runnable onWriting) {
		synchronized (this.queue) {
			if (this.writing != 0) {
				return false;
			}
			this.watched = false;
			this.onWriting = onWriting;
			return true;
		}
	}

	/**
	 * Return the write of a caller that is in progress.
	 * @return its number, or 0 if there is none
	 */
	public long writing() {
		return this.writing;
	}

	/**
	 * Set what is told how far lines have come.
	 * @param onWritten is told a line's owner, and up to which byte of the stream the
	 * process has certainly read when it knows anything of the line; must return at once
	 */
	public void tellWritten(ObjLongConsumer<Object> onWritten) {
		this.onWritten = onWritten;
	}

	/**
	 * Hear what the process has read. For the one thread that reads its answers.
	 * @param position up to which byte of the stream
	 */
	public void acknowledge(long position) {
		if (position > this.acknowledged) {
			this.acknowledged = position;
		}
	}

	/**
	 * Return whether a write is watched, and begin with that if need be. Not guarded.
	 */
	boolean isWatched() {
		if (this.onWriting == null) {
			return this.watched;
		}
		Runnable begin;
		synchronized (this.queue) {
			if (this.pipe == null || this.forbidden) {
				return false;
			}
			begin = this.onWriting;
			this.onWriting = null;
		}
		if (begin != null) {
			try {
				begin.run();
			}
			catch (OutOfMemoryError ex) {
				// No thread can be started: the line is left to the writer
				this.onWriting = begin;
			}
			synchronized (this.queue) {
				this.watched = this.onWriting == null;
			}
		}
		return this.watched;
	}

	/**
	 * Return whether the pipe is sure to take so many bytes at once.
	 */
	boolean fits(long length) {
		return this.pipe != null && !this.forbidden && this.position + length - this.acknowledged <= SIZE;
	}

	/**
	 * Count a line that is given to the pipe next.
	 */
	void account(Lanes.Line line) {
		this.onWritten.accept(line.owner(), this.position);
		this.position += line.length();
	}

	/**
	 * Take a line for a write by the current thread, if that cannot block.
	 */
	boolean claim(Lanes.Line line) {
		if (!this.watched || !fits(line.length())) {
			return false;
		}
		account(line);
		begin();
		return true;
	}

	void begin() {
		this.writing = ++this.writes;
	}

	void end() {
		this.writing = 0;
	}

	/**
	 * Write what has been claimed, and a share of what others bring meanwhile. Not
	 * guarded.
	 */
	void write(byte[] line) {
		StdinPipe pipe;
		synchronized (this.queue) {
			pipe = Objects.requireNonNull(this.pipe);
		}
		byte[] bytes = line;
		long written = 0;
		while (bytes != null) {
			try {
				pipe.write(bytes, bytes.length);
			}
			catch (IOException ex) {
				giveUp(pipe, ex);
				return;
			}
			catch (RuntimeException | Error ex) {
				giveUp(pipe, new IOException(ex));
				throw ex;
			}
			written += bytes.length;
			bytes = this.queue.next(written);
		}
		this.queue.tellOfRoom();
	}

	/**
	 * Give the pipe up: it is broken, or nothing knows how much of a line it has taken.
	 */
	void giveUp(StdinPipe pipe, IOException reason) {
		synchronized (this.queue) {
			end();
		}
		if (this.queue.close()) {
			pipe.broken(reason);
		}
	}

}
