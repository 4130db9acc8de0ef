package io.pluginhost.rpc;

import java.io.ByteArrayOutputStream;

import org.jspecify.annotations.Nullable;

/**
 * A line on which other text stands beside messages, or several of them. Used by the
 * thread that receives, once.
 * <p>
 * An answer counts wherever it stands: its id says that it is one. A request or
 * notification counts where it has nothing but terminal codes before it or behind it; in
 * the middle of a text it is a quotation.
 */
final class MessyLine {

	/** The maximum length of the text that is shown, in bytes. */
	private static final int SHOWN = 1024;

	private final RpcConnection connection;

	private final EnvelopeScanner envelope;

	private final byte[] line;

	private final int offset;

	private final int length;

	private final MessageFinder finder;

	private final ByteArrayOutputStream text = new ByteArrayOutputStream(64);

	/** Where the text begins that follows the last message. */
	private int textStart;

	private int messages;

	private @Nullable Throwable failure;

	MessyLine(RpcConnection connection, EnvelopeScanner envelope, byte[] line, int offset, int length) {
		this.connection = connection;
		this.envelope = envelope;
		this.line = line;
		this.offset = offset;
		this.length = length;
		this.finder = new MessageFinder(envelope, line, offset, length);
		this.textStart = offset;
	}

	/**
	 * Take the messages on the line, and report the text.
	 * @return whether there was a message
	 */
	boolean receive() {
		while (this.finder.next()) {
			try {
				take();
			}
			catch (RuntimeException | Error ex) {
				this.failure = (this.failure != null) ? this.failure : ex;
			}
		}
		if (this.messages > 0) {
			skip(this.offset + this.length);
			this.connection.reportStray(this.text.toByteArray(), this.messages);
		}
		if (this.failure instanceof Error error) {
			throw error;
		}
		if (this.failure instanceof RuntimeException exception) {
			throw exception;
		}
		return this.messages > 0;
	}

	private void take() {
		try {
			RpcMessage message = this.connection.read();
			if (isAnswer(message) || !isQuotation()) {
				count();
				this.connection.take(message);
			}
		}
		catch (RpcFormatException ex) {
			if (ex.requestId() != null && MessageReader.isMarked(this.envelope) && !isQuotation()) {
				int start = this.finder.start();
				count();
				this.connection.refuse(ex, this.line, start, this.finder.position() - start);
			}
		}
	}

	private static boolean isAnswer(RpcMessage message) {
		return message instanceof RpcMessage.Result || message instanceof RpcMessage.Failure;
	}

	private boolean isQuotation() {
		return !MessageFinder.isMeaningless(this.line, this.textStart, this.finder.start())
				&& !this.finder.isBeforeNothing();
	}

	private void count() {
		this.messages++;
		skip(this.finder.start());
		this.textStart = this.finder.position();
	}

	/**
	 * Add the text up to a position, as far as it is shown.
	 */
	private void skip(int end) {
		int shown = Math.min(end - this.textStart, SHOWN - this.text.size());
		if (shown > 0) {
			this.text.write(this.line, this.textStart, shown);
		}
	}

}
