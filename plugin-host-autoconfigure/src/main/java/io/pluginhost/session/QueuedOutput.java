package io.pluginhost.session;

import org.jspecify.annotations.Nullable;

import io.pluginhost.output.WireTrace;
import io.pluginhost.process.LineQueue;
import io.pluginhost.rpc.PendingCall;
import io.pluginhost.rpc.RpcOutput;
import io.pluginhost.rpc.WriteMode;

/**
 * The queue before a worker's stdin, as its connection sees it.
 *
 * @param queue takes the lines
 * @param giveUp is run when a worker leaves so much unread that an answer cannot be kept
 * @param wire shows the lines, or {@code null}
 */
record QueuedOutput(LineQueue queue, Runnable giveUp, @Nullable WireTrace wire) implements RpcOutput {

	QueuedOutput {
		queue.credit().tellWritten((owner, position) -> {
			if (owner instanceof PendingCall call) {
				call.written(position);
			}
		});
	}

	@Override
	public boolean control(byte[] line, Object owner) {
		sending(line);
		return taken(line, this.queue.offerUrgent(line, owner));
	}

	@Override
	public boolean call(byte[] line, Object owner, WriteMode writing) {
		sending(line);
		return taken(line, (writing == WriteMode.BY_CALLER) ? this.queue.offerDirectly(line, owner)
				: this.queue.offer(line, owner));
	}

	@Override
	public boolean keptCall(byte[] line, Object owner) {
		sending(line);
		return taken(line, this.queue.put(line, owner));
	}

	@Override
	public void answer(byte[] line, WriteMode writing) {
		sending(line);
		answered(line, (writing == WriteMode.BY_CALLER) ? this.queue.putDirectly(line) : this.queue.put(line, line));
	}

	@Override
	public void refusal(byte[] line) {
		sending(line);
		answered(line, this.queue.putRefusal(line));
	}

	private void answered(byte[] line, boolean taken) {
		if (!taken(line, taken) && !this.queue.isClosed()) {
			this.giveUp.run();
		}
	}

	@Override
	public boolean isFull() {
		return this.queue.isFull();
	}

	@Override
	public void runWhenRoom(Runnable action) {
		this.queue.runWhenRoom(action);
	}

	/** Before it is taken: then its answer may be here already. */
	private void sending(byte[] line) {
		if (this.wire != null) {
			this.wire.sending(line);
		}
	}

	private boolean taken(byte[] line, boolean taken) {
		if (this.wire != null && !taken) {
			this.wire.notSent(line);
		}
		return taken;
	}

	@Override
	public boolean retract(Object owner) {
		return this.queue.retract(owner);
	}

	@Override
	public void acknowledge(long position) {
		this.queue.credit().acknowledge(position);
	}

	@Override
	public boolean isClosed() {
		return this.queue.isClosed();
	}

}
