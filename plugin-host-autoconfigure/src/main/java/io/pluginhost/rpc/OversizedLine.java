package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

import io.pluginhost.rpc.EnvelopeScanner.Member;

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
		boolean answer = isThere(line, Member.RESULT) || isThere(line, Member.ERROR);
		return (answer && !isRequest(line)) ? RpcCodec.id(line.get(Member.ID)) : null;
	}

	/**
	 * Find the id of a request, if that and that it is a request stands in the line's
	 * beginning.
	 * @param head the line's beginning
	 * @return the id, or {@code null} if none stands there
	 */
	static @Nullable RpcId requestId(byte[] head) {
		EnvelopeScanner line = scan(head);
		return isRequest(line) ? RpcCodec.id(line.get(Member.ID)) : null;
	}

	/**
	 * Parameters alone will do: the method may stand behind them.
	 */
	private static boolean isRequest(EnvelopeScanner line) {
		return isThere(line, Member.METHOD) || isThere(line, Member.PARAMS);
	}

	private static boolean isThere(EnvelopeScanner line, Member member) {
		return line.has(member) || line.begun() == member;
	}

	private static EnvelopeScanner scan(byte[] head) {
		EnvelopeScanner scanner = new EnvelopeScanner().begin(head, 0, head.length);
		try {
			scanner.scan();
		}
		catch (RpcFormatException ex) {
			// Cut off somewhere; what was whole until then has been found
		}
		return scanner;
	}

}
