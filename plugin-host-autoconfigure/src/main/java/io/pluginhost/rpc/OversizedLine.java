package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

/**
 * What can be told of a line from its beginning alone.
 */
final class OversizedLine {

	private OversizedLine() {
	}

	/**
	 * Find which call a line answers, if that and that it is an answer stands in its
	 * beginning.
	 * @param head the line's beginning
	 * @return the id, or {@code null} if none stands there
	 */
	static @Nullable RpcId answeredId(byte[] head) {
		EnvelopeScanner line = scan(head);
		boolean answer = line.result != null || line.error != null || "result".equals(line.member)
				|| "error".equals(line.member);
		return (answer && !isRequest(line)) ? RpcCodec.id(line.id) : null;
	}

	/**
	 * Find the id of a request, if that and that it is a request stands in the line's
	 * beginning.
	 * @param head the line's beginning
	 * @return the id, or {@code null} if none stands there
	 */
	static @Nullable RpcId requestId(byte[] head) {
		EnvelopeScanner line = scan(head);
		return isRequest(line) ? RpcCodec.id(line.id) : null;
	}

	/**
	 * Parameters alone will do: the method may stand behind them.
	 */
	private static boolean isRequest(EnvelopeScanner line) {
		return line.method != null || line.params != null || "method".equals(line.member)
				|| "params".equals(line.member);
	}

	private static EnvelopeScanner scan(byte[] head) {
		EnvelopeScanner scanner = new EnvelopeScanner(head, 0, head.length);
		try {
			scanner.scan();
		}
		catch (RpcFormatException ex) {
			// Cut off somewhere; what was whole until then has been found
		}
		return scanner;
	}

}
