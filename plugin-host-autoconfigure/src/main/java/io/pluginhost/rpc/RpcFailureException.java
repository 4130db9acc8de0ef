package io.pluginhost.rpc;

import io.pluginhost.redaction.PrintableText;

/**
 * An error object as the outcome of a call, before it is converted for the caller. Has no
 * stack trace: the thread that creates it has nothing to do with the cause.
 */
public final class RpcFailureException extends Exception {

	private final transient RpcError error;

	/**
	 * Create the exception.
	 * @param error the error
	 */
	public RpcFailureException(RpcError error) {
		super(error.message(), null, false, false);
		this.error = error;
	}

	@Override
	public String getLocalizedMessage() {
		return PrintableText.print(this.error.message());
	}

	/**
	 * Return the error object.
	 * @return the error
	 */
	public RpcError error() {
		return this.error;
	}

}
