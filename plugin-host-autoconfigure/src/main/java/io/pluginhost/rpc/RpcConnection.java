package io.pluginhost.rpc;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.pluginhost.RpcErrorCodes;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.json.Excerpt;
import io.pluginhost.json.RawJson;
import io.pluginhost.rpc.EnvelopeScanner.Member;

/**
 * Both directions of the conversation with one process: pairs the answers of the worker
 * with the calls of the host, and passes the worker's own messages to an
 * {@link RpcHandler}. Which call is settled when, and by whom, is the matter of
 * {@link PendingCalls} alone.
 * <p>
 * Calls may be sent from any thread; messages are {@link #receive received} by one.
 * Nothing blocks. Once closed it takes and delivers nothing, and every call has been
 * settled.
 */
public final class RpcConnection {

	private final RpcCodec codec;

	private final RpcDialect dialect;

	private final RpcOutput output;

	private final RpcHandler handler;

	private final PendingCalls pending;

	private final MessageReader reader;

	private final long limit;

	private volatile boolean closed;

	/** Owned by the thread that receives. */
	private final EnvelopeScanner envelope;

	/**
	 * Open a connection.
	 * @param codec writes and reads messages
	 * @param dialect what the protocol adds to JSON-RPC
	 * @param output takes the lines for the worker
	 * @param handler takes the worker's own messages
	 * @param time the clock by which calls time out
	 * @param timeout creates the exception for such a call
	 * @param limit the maximum length of a message in either direction, in bytes
	 */
	public RpcConnection(RpcCodec codec, RpcDialect dialect, RpcOutput output, RpcHandler handler, Timekeeper time,
			Function<PendingCall, Throwable> timeout, long limit) {
		this.codec = codec;
		this.dialect = dialect;
		this.output = output;
		this.handler = handler;
		this.limit = limit;
		this.envelope = new EnvelopeScanner(dialect.extension());
		this.pending = new PendingCalls(time, timeout, this::withdraw);
		this.reader = new MessageReader(codec.json(), this.pending::isWaiting);
	}

	/**
	 * Send a call.
	 * @param call the call; settled later by its answer, by time, or when the connection
	 * is closed
	 * @param limit the maximum number of calls of applications that wait for an answer,
	 * including this one
	 * @param writing which thread may write the call
	 * @return {@link Sending#SENT}, or why not, in which case the call is not settled
	 */
	public Sending send(PendingCall call, int limit, WriteMode writing) {
		return switch (this.pending.add(call, limit)) {
			case CLOSED -> Sending.CLOSED;
			case TOO_MANY, TOO_LONG -> Sending.TOO_MANY;
			case ADDED -> sent(call, this.output.call(call.line(), call, writing));
		};
	}

	/**
	 * Send a call that was kept for this connection, even if there is no room.
	 * @param call the call
	 * @return {@link Sending#SENT}, or {@link Sending#CLOSED}
	 */
	public Sending sendKept(PendingCall call) {
		if (this.pending.add(call, Integer.MAX_VALUE) != PendingCalls.Admission.ADDED) {
			return Sending.CLOSED;
		}
		return sent(call, this.output.keptCall(call.line(), call));
	}

	/**
	 * Return whether the queue of messages to the worker is full.
	 * @return whether calls are refused now
	 */
	public boolean isFull() {
		return this.output.isFull();
	}

	/**
	 * Run an action once there is room for calls, at once if there is.
	 * @param action is run by the thread that makes room; must not block
	 */
	public void runWhenRoom(Runnable action) {
		this.output.runWhenRoom(action);
	}

	/**
	 * Send a call that the life of the worker depends on, before ordinary calls and all
	 * that waits.
	 * @param call the call
	 * @return {@link Sending#SENT}, or {@link Sending#CLOSED}
	 */
	public Sending sendControl(PendingCall call) {
		if (this.pending.add(call, Integer.MAX_VALUE) != PendingCalls.Admission.ADDED) {
			return Sending.CLOSED;
		}
		return sent(call, this.output.control(call.line(), call));
	}

	/**
	 * A call that was not taken but has been settled meanwhile counts as sent.
	 */
	private Sending sent(PendingCall call, boolean taken) {
		if (taken || this.pending.remove(call.id()) == null) {
			return Sending.SENT;
		}
		return this.output.isClosed() ? Sending.CLOSED : Sending.QUEUE_FULL;
	}

	/**
	 * Cancel a call and withdraw it from the worker, unless it has been settled before.
	 * @param call the call
	 */
	public void cancel(PendingCall call) {
		this.pending.cancel(call.id());
	}

	/**
	 * Send a notification, on the thread of a caller.
	 * @param line the notification as a line
	 * @return whether it was taken
	 */
	public boolean notify(byte[] line) {
		return !this.closed && this.output.call(line, line, WriteMode.BY_CALLER);
	}

	/**
	 * Take a message from the worker.
	 * @param buffer holds the line of the message; never written to afterwards
	 * @param offset the beginning of the line
	 * @param length the length of the line, without its line feed
	 */
	public void receive(byte[] buffer, int offset, int length) {
		EnvelopeScanner envelope = this.envelope.begin(buffer, offset, length);
		try {
			if (this.closed || (isUnusual(buffer, offset, length) && envelope.isBlank())) {
				return;
			}
			envelope.scan();
			take(buffer, offset, length);
		}
		catch (RpcFormatException ex) {
			if (!new MessyLine(this, envelope, buffer, offset, length).receive()) {
				this.handler.protocolError(ex.kind(), Excerpt.of(buffer, offset, length));
			}
		}
		finally {
			envelope.end();
		}
	}

	/**
	 * Take the object that has been scanned.
	 */
	private void take(byte[] buffer, int offset, int length) {
		try {
			take(read());
		}
		catch (RpcFormatException ex) {
			refuse(ex, buffer, offset, length);
		}
	}

	/**
	 * Return the object that has been scanned as a message.
	 */
	RpcMessage read() throws RpcFormatException {
		try {
			return this.reader.read(this.envelope);
		}
		catch (RuntimeException | Error ex) {
			failUnread(ex);
			RpcId asked = this.envelope.isThere(Member.METHOD) ? MessageReader.id(this.envelope.get(Member.ID)) : null;
			if (asked != null) {
				answer(asked, new RpcError(RpcErrorCodes.INTERNAL_ERROR, "The host failed to read the request"));
			}
			throw ex;
		}
	}

	void take(RpcMessage message) {
		try {
			dispatch(message);
		}
		catch (RuntimeException | Error ex) {
			failUnread(ex);
			throw ex;
		}
	}

	/**
	 * Whatever goes wrong here, such as memory that is used up: the caller does not wait
	 * until its time is up.
	 */
	private void failUnread(Throwable reason) {
		RawJson id = this.envelope.get(Member.ID);
		if (id != null && !this.envelope.isThere(Member.METHOD)) {
			this.pending.fail(id.asLong(),
					unknown("The worker's answer cannot be read: " + reason.getClass().getSimpleName()));
		}
	}

	private static RpcFailureException unknown(String message) {
		return new RpcFailureException(new RpcError(RpcErrorCodes.UNKNOWN, message));
	}

	/**
	 * Report an invalid message, and answer it if it was meant as a request.
	 */
	void refuse(RpcFormatException reason, byte[] buffer, int offset, int length) {
		if (reason.requestId() != null) {
			answer(reason.requestId(),
					new RpcError(RpcErrorCodes.INVALID_REQUEST, "Invalid request: " + reason.getMessage()));
		}
		this.handler.protocolError(reason.kind(), reason.getMessage() + ": " + Excerpt.of(buffer, offset, length));
	}

	/**
	 * Report text that stands beside messages.
	 */
	void reportStray(byte[] text, int messages) {
		this.handler.protocolError(ProtocolError.STRAY_TEXT,
				(text.length > 0) ? Excerpt.of(text, 0, text.length) : messages + " messages on one line");
	}

	/**
	 * Take the beginning of a message that was too long to be taken whole. Fails the call
	 * that it answers, or answers the request, if its beginning shows which.
	 * @param head the beginning of the message
	 * @param length the whole length of the message
	 */
	public void receiveOversized(byte[] head, long length) {
		if (this.closed) {
			return;
		}
		RpcId answered = OversizedLine.answeredId(head);
		if (answered != null) {
			this.pending.fail(answered.asLong(), unknown(tooLong("answer", length)));
		}
		RpcId asked = OversizedLine.requestId(head);
		if (asked != null) {
			answer(asked, new RpcError(RpcErrorCodes.INVALID_REQUEST, tooLong("request", length)));
		}
		this.handler.protocolError(ProtocolError.TOO_LONG, Excerpt.of(head, 0, head.length));
	}

	/**
	 * A message that is not longer than allowed was longer than there was memory for.
	 */
	private String tooLong(String message, long length) {
		return (length > this.limit)
				? "The %s is %d bytes long, more than limits.max-message-size, %d bytes".formatted(message, length,
						this.limit)
				: "The %s is %d bytes long, more than the memory of the host has room for (limits.max-message-size, %d bytes, allows it)"
					.formatted(message, length, this.limit);
	}

	/**
	 * Close the connection.
	 * @param reason creates the exception for each call that still waits
	 */
	public void close(Function<PendingCall, Throwable> reason) {
		this.closed = true;
		this.pending.close(reason);
	}

	/**
	 * Return the calls that wait for an answer.
	 * @return the table
	 */
	public PendingCalls pending() {
		return this.pending;
	}

	RpcCodec codec() {
		return this.codec;
	}

	RpcOutput output() {
		return this.output;
	}

	long limit() {
		return this.limit;
	}

	boolean isClosed() {
		return this.closed;
	}

	private static boolean isUnusual(byte[] buffer, int offset, int length) {
		return length == 0 || buffer[offset] != '{';
	}

	private void dispatch(RpcMessage message) {
		if (message instanceof RpcMessage.Result result) {
			PendingCall call = this.pending.complete(result.id().asLong(), result.result());
			if (call == null) {
				this.handler.protocolError(ProtocolError.UNKNOWN_ANSWER, "id " + Excerpt.of(result.id()));
			}
			else {
				this.output.acknowledge(call.position());
			}
		}
		else if (message instanceof RpcMessage.Failure failure) {
			fail(failure.id(), redact(failure.error()));
		}
		else if (message instanceof RpcMessage.Request request) {
			request(request);
		}
		else if (message instanceof RpcMessage.Notification notification) {
			this.handler.notification(notification);
		}
	}

	/**
	 * An error without id is about what could not be read, and proves no read.
	 */
	private void fail(@Nullable RpcId id, RpcError error) {
		RpcFailureException failure = new RpcFailureException(error);
		PendingCall call = (id != null) ? this.pending.fail(id.asLong(), failure) : this.pending.failOnly(failure);
		if (call == null) {
			this.handler.protocolError(ProtocolError.UNKNOWN_ANSWER, "id %s with an error: %s"
				.formatted((id != null) ? Excerpt.of(id.json()) : null, Excerpt.of(error.message())));
		}
		else {
			this.output.acknowledge((id != null) ? call.position() : 0);
		}
	}

	/**
	 * The message of an error is for people, unlike its data.
	 */
	private RpcError redact(RpcError error) {
		return new RpcError(error.code(), this.handler.redact(error.message()), error.data());
	}

	private void request(RpcMessage.Request request) {
		ConnectionResponder responder = new ConnectionResponder(this, request.id());
		try {
			this.handler.request(request, responder);
		}
		catch (RuntimeException | Error ex) {
			responder.refuse(new RpcError(RpcErrorCodes.INTERNAL_ERROR, "The host failed to take the request"));
			throw ex;
		}
	}

	/**
	 * Take back a call that is not sent yet, or tell the worker that its result is no
	 * longer needed.
	 */
	private void withdraw(PendingCall call) {
		if (!this.closed && !this.output.retract(call)) {
			byte[] line = this.dialect.cancellation().apply(call.id());
			if (line != null) {
				this.output.control(line, line);
			}
		}
	}

	private void answer(RpcId id, RpcError error) {
		if (!this.closed) {
			this.output.refusal(this.codec.encodeError(id, error, this.limit));
		}
	}

	/**
	 * The result of an attempt to send.
	 */
	public enum Sending {

		/**
		 * The call is on its way, or has been settled already.
		 */
		SENT,

		/**
		 * The worker takes its messages too slowly.
		 */
		QUEUE_FULL,

		/**
		 * The maximum number of calls wait for an answer.
		 */
		TOO_MANY,

		/**
		 * The worker no longer takes messages.
		 */
		CLOSED

	}

}
