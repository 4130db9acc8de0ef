package io.pluginhost.rpc;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.pluginhost.rpc.EnvelopeScanner.Member;

/**
 * What the beginning of a line shows about a message that is too long.
 */
final class OversizedLine {

	private OversizedLine() {
	}

	/**
	 * Return the id of the call that a line answers, if its beginning shows both the id
	 * and that it is an answer.
	 * @param head the beginning of the line
	 * @return the id, or {@code null} if the beginning does not show it
	 */
	static @Nullable RpcId answeredId(byte[] head) {
		return find(head, (line) -> isAnswer(line) && !isRequest(line));
	}

	/**
	 * Return the id of a request, if the beginning of the line shows both the id and that
	 * it is a request.
	 * @param head the beginning of the line
	 * @return the id, or {@code null} if the beginning does not show it
	 */
	static @Nullable RpcId requestId(byte[] head) {
		return find(head, OversizedLine::isRequest);
	}

	private static boolean isAnswer(EnvelopeScanner line) {
		return isThere(line, Member.RESULT) || isThere(line, Member.ERROR);
	}

	/**
	 * Parameters are enough: the method may follow them.
	 */
	private static boolean isRequest(EnvelopeScanner line) {
		return isThere(line, Member.METHOD) || isThere(line, Member.PARAMS);
	}

	private static boolean isThere(EnvelopeScanner line, Member member) {
		return line.isThere(member) || (line.begun() == member && !line.has(member));
	}

	/**
	 * Look at each possible beginning of the message: text may precede it.
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
