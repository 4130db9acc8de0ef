package io.pluginhost.workerkit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An error with a code. Thrown by a method, it is the answer to the caller; an error that
 * the host answers to a request is thrown by the request.
 */
public class WorkerException extends RuntimeException {

	/** The method does not exist. */
	public static final int METHOD_NOT_FOUND = -32601;

	/** The params are not valid. */
	public static final int INVALID_PARAMS = -32602;

	/** The worker has failed. */
	public static final int WORKER_ERROR = -32002;

	/** The call was cancelled. */
	public static final int CANCELLED = -32800;

	private final int code;

	private final transient @Nullable JsonNode data;

	/**
	 * Create an error.
	 * @param code the code
	 * @param message what is wrong
	 */
	public WorkerException(int code, String message) {
		this(code, message, null);
	}

	/**
	 * Create an error.
	 * @param code the code
	 * @param message what is wrong
	 * @param data additional data, or {@code null}
	 */
	public WorkerException(int code, String message, @Nullable JsonNode data) {
		super(message);
		this.code = code;
		this.data = data;
	}

	/**
	 * Return the code.
	 * @return the code
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Return additional data.
	 * @return the data, or {@code null}
	 */
	public @Nullable JsonNode data() {
		return this.data;
	}

}
