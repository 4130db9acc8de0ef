package io.pluginhost.rpc;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

import io.pluginhost.RpcErrorCodes;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.json.Excerpt;
import io.pluginhost.json.MessageTooLargeException;
import io.pluginhost.json.RawJson;
import io.pluginhost.redaction.PrintableText;
import io.pluginhost.rpc.EnvelopeScanner.Member;

/**
 * Both directions of the conversation with one process: pairs the worker's answers with
 * the host's calls and hands the worker's own messages to an {@link RpcHandler}.
 * <p>
 * Calls may be sent from any thread; lines are {@link #receive received} by one. Nothing
 * blocks. Once closed it takes and delivers nothing, and every call has been settled.
 */
public final class RpcConnection {

	private static final Logger logger = LoggerFactory.getLogger(RpcConnection.class);

	private final RpcCodec codec;

	private final RpcOutput output;

	private final RpcHandler handler;

	private final PendingCalls pending;

	private final MessageReader reader;

	private final Function<PendingCall, Throwable> timeout;

	private final long limit;

	private volatile boolean closed;

	/** Owned by whoever brings lines. */
	private final EnvelopeScanner envelope = new EnvelopeScanner();

	/**
	 * Open a connection.
	 * @param codec writes and reads messages
	 * @param output takes the lines for the worker
	 * @param handler takes the worker's own messages
	 * @param time tells when calls have waited too long
	 * @param timeout makes the exception for such a call
	 * @param limit the longest message in either direction, in bytes
	 */
	public RpcConnection(RpcCodec codec, RpcOutput output, RpcHandler handler, Timekeeper time,
			Function<PendingCall, Throwable> timeout, long limit) {
		this.codec = codec;
		this.output = output;
		this.handler = handler;
		this.timeout = timeout;
		this.limit = limit;
		this.pending = new PendingCalls(time, this::expire);
		this.reader = new MessageReader(codec.json(), this.pending::isWaiting);
	}

	/**
	 * Send a call.
	 * @param call the call; settled later by its answer, by time, or when the connection
	 * is closed
	 * @param limit how many calls of applications may wait for an answer, this one
	 * counted
	 * @param writing which thread may write the call
	 * @return {@link Sending#SENT}, or why not, in which case the call is not settled
	 */
	public Sending send(PendingCall call, int limit, Writing writing) {
		return switch (this.pending.add(call, limit)) {
			case CLOSED -> Sending.CLOSED;
			case TOO_MANY, TOO_LONG -> Sending.TOO_MANY;
			case ADDED -> sent(call, this.output.call(call.line(), call, writing));
		};
	}

	/**
	 * Send a call that was kept for this connection, whether or not there is room.
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
	 * Return whether as much waits for the worker as may.
	 * @return whether calls are refused now
	 */
	public boolean isFull() {
		return this.output.isFull();
	}

	/**
	 * Run an action once there is room for calls, at once if there is.
	 * @param action is run by the thread that makes room; must not block
	 */
	public void tellOnceRoom(Runnable action) {
		this.output.tellOnceRoom(action);
	}

	/**
	 * Send a call that the life of the worker depends on, before ordinary ones and
	 * whatever waits.
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
	 * Forget a call and tell the worker, if nobody settled it before.
	 * @param call the call
	 */
	public void cancel(PendingCall call) {
		if (this.pending.remove(call.id()) != null) {
			withdraw(call);
			call.completeExceptionally(new CancellationException("Cancelled by its caller"));
		}
	}

	/**
	 * Send a notification, on the thread of a caller.
	 * @param line the notification as a line
	 * @return whether it was taken
	 */
	public boolean notify(byte[] line) {
		return !this.closed && this.output.call(line, line, Writing.BY_CALLER);
	}

	/**
	 * Take a line from the worker.
	 * @param buffer holds the line; never written to afterwards
	 * @param offset where it begins
	 * @param length how long it is, without its line feed
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
		PendingCall call = (id != null && !this.envelope.isThere(Member.METHOD)) ? this.pending.remove(id.asLong())
				: null;
		if (call != null) {
			call.completeExceptionally(new RpcFailureException(new RpcError(RpcErrorCodes.UNKNOWN,
					"The worker's answer cannot be read: " + reason.getClass().getSimpleName())));
		}
	}

	/**
	 * Report what is no message, and answer it if it was meant as a request.
	 */
	void refuse(RpcFormatException reason, byte[] buffer, int offset, int length) {
		if (reason.requestId() != null) {
			answer(reason.requestId(),
					new RpcError(RpcErrorCodes.INVALID_REQUEST, "Invalid request: " + reason.getMessage()));
		}
		this.handler.protocolError(reason.kind(), reason.getMessage() + ": " + Excerpt.of(buffer, offset, length));
	}

	/**
	 * Report what stands beside messages.
	 */
	void reportStray(byte[] text, int messages) {
		this.handler.protocolError(ProtocolError.STRAY_TEXT,
				(text.length > 0) ? Excerpt.of(text, 0, text.length) : messages + " messages on one line");
	}

	/**
	 * Hear of a line that was too long to be taken: whoever waits for it, here or there,
	 * is told, if its beginning says who that is.
	 * @param head its beginning
	 * @param length its whole length
	 */
	public void receiveOversized(byte[] head, long length) {
		if (this.closed) {
			return;
		}
		RpcId answered = OversizedLine.answeredId(head);
		PendingCall call = (answered != null) ? this.pending.remove(answered.asLong()) : null;
		if (call != null) {
			call.completeExceptionally(
					new RpcFailureException(new RpcError(RpcErrorCodes.UNKNOWN, tooLong("answer", length))));
		}
		RpcId asked = OversizedLine.requestId(head);
		if (asked != null) {
			answer(asked, new RpcError(RpcErrorCodes.INVALID_REQUEST, tooLong("request", length)));
		}
		this.handler.protocolError(ProtocolError.TOO_LONG, Excerpt.of(head, 0, head.length));
	}

	/**
	 * What is not longer than allowed was longer than there was memory for.
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
	 * @param reason makes the exception for each call that still waits
	 */
	public void close(Function<PendingCall, Throwable> reason) {
		this.closed = true;
		for (PendingCall call : this.pending.close()) {
			call.completeExceptionally(reason.apply(call));
		}
	}

	/**
	 * Return the calls that wait for an answer.
	 * @return the table, to look at
	 */
	public PendingCalls pending() {
		return this.pending;
	}

	private static boolean isUnusual(byte[] buffer, int offset, int length) {
		return length == 0 || buffer[offset] != '{';
	}

	private void dispatch(RpcMessage message) {
		if (message instanceof RpcMessage.Result result) {
			PendingCall call = this.pending.remove(result.id().asLong());
			if (call == null) {
				this.handler.protocolError(ProtocolError.UNKNOWN_ANSWER, "id " + Excerpt.of(result.id()));
			}
			else {
				this.output.acknowledge(call.position());
				call.complete(result.result());
			}
		}
		else if (message instanceof RpcMessage.Failure failure) {
			// First: once removed, a call has to be settled
			RpcError error = redact(failure.error());
			RpcId id = failure.id();
			// An error without id is about what could not be read
			PendingCall call = (id != null) ? this.pending.remove(id.asLong()) : this.pending.removeOnly();
			if (call == null) {
				this.handler.protocolError(ProtocolError.UNKNOWN_ANSWER, "id %s with an error: %s"
					.formatted((id != null) ? Excerpt.of(id.json()) : null, Excerpt.of(error.message())));
			}
			else {
				// Without an id it proves no read
				this.output.acknowledge((id != null) ? call.position() : 0);
				call.completeExceptionally(new RpcFailureException(error));
			}
		}
		else if (message instanceof RpcMessage.Request request) {
			request(request);
		}
		else if (message instanceof RpcMessage.Notification notification) {
			this.handler.notification(notification);
		}
	}

	/**
	 * An error's message is for people, unlike its data.
	 */
	private RpcError redact(RpcError error) {
		return new RpcError(error.code(), this.handler.redact(error.message()), error.data());
	}

	private void request(RpcMessage.Request request) {
		Responder responder = new Responder(request.id());
		try {
			this.handler.request(request, responder);
		}
		catch (RuntimeException | Error ex) {
			responder.refuse(new RpcError(RpcErrorCodes.INTERNAL_ERROR, "The host failed to take the request"));
			throw ex;
		}
	}

	private void expire(PendingCall call) {
		withdraw(call);
		call.completeExceptionally(this.timeout.apply(call));
	}

	/**
	 * Take back a call that is not sent yet, or tell the worker that nobody waits.
	 */
	private void withdraw(PendingCall call) {
		if (!this.closed && !this.output.retract(call)) {
			byte[] line = this.codec.encodeNotification("$/cancelRequest", RawJson.of("{\"id\":" + call.id() + '}'),
					Integer.MAX_VALUE);
			this.output.control(line, line);
		}
	}

	private void answer(RpcId id, RpcError error) {
		if (!this.closed) {
			this.output.refusal(this.codec.encodeError(id, error, this.limit));
		}
	}

	/**
	 * What became of an attempt to send.
	 */
	public enum Sending {

		/**
		 * The call is on its way, or settled already.
		 */
		SENT,

		/**
		 * The worker takes its messages too slowly.
		 */
		QUEUE_FULL,

		/**
		 * As many calls wait for an answer as may.
		 */
		TOO_MANY,

		/**
		 * The worker takes nothing any more.
		 */
		CLOSED

	}

	/**
	 * Answers one request, once.
	 */
	private final class Responder implements RpcResponder {

		private final RpcId id;

		private final AtomicBoolean answered = new AtomicBoolean();

		Responder(RpcId id) {
			this.id = id;
		}

		@Override
		public boolean hasRoom() {
			return !RpcConnection.this.output.isFull();
		}

		@Override
		public void tellOnceRoom(Runnable action) {
			RpcOutput output = RpcConnection.this.output;
			output.tellOnceRoom(() -> {
				// The room of a closed output is of no use
				if (!output.isClosed()) {
					action.run();
				}
			});
		}

		@Override
		public @Nullable RpcError result(@Nullable Object result, Writing writing) {
			try {
				byte[] line = RpcConnection.this.codec.encodeResult(this.id, result, RpcConnection.this.limit);
				if (answers()) {
					RpcConnection.this.output.answer(line, writing);
				}
				return null;
			}
			catch (MessageTooLargeException ex) {
				return unsendable(ex.getMessage(), writing);
			}
			catch (JacksonException ex) {
				// What is wrong with the host's own objects is none of the worker's
				// business
				logger.error("The result of request {} cannot be written as JSON",
						PrintableText.escape(Excerpt.of(this.id.json())), ex);
				return unsendable("it cannot be written as JSON", writing);
			}
		}

		private RpcError unsendable(@Nullable String reason, Writing writing) {
			RpcError error = new RpcError(RpcErrorCodes.INTERNAL_ERROR, "The result cannot be sent: " + reason);
			error(error, writing);
			return error;
		}

		@Override
		public void error(RpcError error, Writing writing) {
			byte[] line = encode(error);
			if (answers()) {
				RpcConnection.this.output.answer(line, writing);
			}
		}

		@Override
		public void refuse(RpcError error) {
			byte[] line = encode(error);
			if (answers()) {
				RpcConnection.this.output.refusal(line);
			}
		}

		private byte[] encode(RpcError error) {
			try {
				return RpcConnection.this.codec.encodeError(this.id, error, RpcConnection.this.limit);
			}
			catch (MessageTooLargeException | JacksonException ex) {
				return RpcConnection.this.codec.encodeError(this.id,
						new RpcError(error.code(),
								"The error's message and data cannot be sent: " + ex.getClass().getSimpleName()),
						Integer.MAX_VALUE);
			}
		}

		private boolean answers() {
			return this.answered.compareAndSet(false, true) && !RpcConnection.this.closed;
		}

	}

}
