package io.pluginhost.rpc;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

import io.pluginhost.RpcErrorCodes;
import io.pluginhost.json.Excerpt;
import io.pluginhost.json.MessageTooLargeException;
import io.pluginhost.redaction.PrintableText;

/**
 * Answers one request of a connection, once.
 */
final class ConnectionResponder implements RpcResponder {

	private static final Logger logger = LoggerFactory.getLogger(RpcConnection.class);

	private final RpcConnection connection;

	private final RpcId id;

	private final AtomicBoolean answered = new AtomicBoolean();

	ConnectionResponder(RpcConnection connection, RpcId id) {
		this.connection = connection;
		this.id = id;
	}

	@Override
	public boolean hasRoom() {
		return !this.connection.output().isFull();
	}

	@Override
	public void runWhenRoom(Runnable action) {
		RpcOutput output = this.connection.output();
		output.runWhenRoom(() -> {
			// The room of a closed output is of no use
			if (!output.isClosed()) {
				action.run();
			}
		});
	}

	@Override
	public @Nullable RpcError result(@Nullable Object result, WriteMode writing) {
		try {
			byte[] line = this.connection.codec().encodeResult(this.id, result, this.connection.limit());
			if (answers()) {
				this.connection.output().answer(line, writing);
			}
			return null;
		}
		catch (MessageTooLargeException ex) {
			return unsendable(ex.getMessage(), writing);
		}
		catch (JacksonException ex) {
			// The worker is not told the details of the host's own objects
			logger.error("The result of request {} cannot be written as JSON",
					PrintableText.escape(Excerpt.of(this.id.json())), ex);
			return unsendable("it cannot be written as JSON", writing);
		}
	}

	private RpcError unsendable(@Nullable String reason, WriteMode writing) {
		RpcError error = new RpcError(RpcErrorCodes.INTERNAL_ERROR, "The result cannot be sent: " + reason);
		error(error, writing);
		return error;
	}

	@Override
	public void error(RpcError error, WriteMode writing) {
		byte[] line = encode(error);
		if (answers()) {
			this.connection.output().answer(line, writing);
		}
	}

	@Override
	public void refuse(RpcError error) {
		byte[] line = encode(error);
		if (answers()) {
			this.connection.output().refusal(line);
		}
	}

	private byte[] encode(RpcError error) {
		try {
			return this.connection.codec().encodeError(this.id, error, this.connection.limit());
		}
		catch (MessageTooLargeException | JacksonException ex) {
			return this.connection.codec()
				.encodeError(this.id,
						new RpcError(error.code(),
								"The error's message and data cannot be sent: " + ex.getClass().getSimpleName()),
						Integer.MAX_VALUE);
		}
	}

	private boolean answers() {
		return this.answered.compareAndSet(false, true) && !this.connection.isClosed();
	}

}
