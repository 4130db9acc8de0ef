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
		EnvelopeScanner scanner = new EnvelopeScanner(head, 0, head.length);
		try {
			scanner.scan();
		}
		catch (RpcFormatException ex) {
			// Cut off somewhere; what was whole until then has been found
		}
		boolean answer = scanner.result != null || scanner.error != null || "result".equals(scanner.member)
				|| "error".equals(scanner.member);
		return (answer && scanner.method == null) ? RpcCodec.id(scanner.id) : null;
	}

}
