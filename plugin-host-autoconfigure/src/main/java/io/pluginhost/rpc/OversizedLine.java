package io.pluginhost.rpc;

import java.util.function.Predicate;

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
		return find(head, (line) -> isAnswer(line) && !isRequest(line));
	}

	/**
	 * Find the id of a request, if that and that it is a request stands in the line's
	 * beginning.
	 * @param head the line's beginning
	 * @return the id, or {@code null} if none stands there
	 */
	static @Nullable RpcId requestId(byte[] head) {
		return find(head, OversizedLine::isRequest);
	}

	private static boolean isAnswer(EnvelopeScanner line) {
		return isThere(line, Member.RESULT) || isThere(line, Member.ERROR);
	}

	/**
	 * Parameters alone will do: the method may stand behind them.
	 */
	private static boolean isRequest(EnvelopeScanner line) {
		return isThere(line, Member.METHOD) || isThere(line, Member.PARAMS);
	}

	private static boolean isThere(EnvelopeScanner line, Member member) {
		return line.isThere(member) || (line.begun() == member && !line.has(member));
	}

	/**
	 * Look at whatever may be the beginning of the message: text may stand before it.
	 */
	private static @Nullable RpcId find(byte[] head, Predicate<EnvelopeScanner> wanted) {
		EnvelopeScanner scanner = new EnvelopeScanner(null);
		MessageFinder finder = new MessageFinder(scanner, head, 0, head.length);
		while (finder.nextCandidate()) {
			scanner.begin(head, finder.start(), head.length - finder.start());
			try {
				scanner.scanObject();
				finder.skip();
			}
			catch (RpcFormatException ex) {
				if (scanner.position() == head.length) {
					// Cut off; what was whole until then has been found
					return wanted.test(scanner) ? MessageReader.id(scanner.get(Member.ID)) : null;
				}
				finder.fail();
			}
		}
		return null;
	}

}
