package io.pluginhost.rpc;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What can be told of a line from its beginning alone.
 */
final class OversizedLine {

	private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\"?[0-9]+\"?)\\s*[,}]");

	private static final Pattern METHOD = Pattern.compile("^[^{]*\\{[^{\\[]*\"method\"\\s*:");

	private OversizedLine() {
	}

	/**
	 * Find which call a line answers. Only members before the first nested value are
	 * looked at, so that an id inside a result is not taken for the message's.
	 * @param head the line's beginning
	 * @return the id, or {@code null} if none stands there
	 */
	static @Nullable RpcId answeredId(byte[] head) {
		String text = new String(head, StandardCharsets.ISO_8859_1);
		if (METHOD.matcher(text).find()) {
			return null;
		}
		int nested = text.indexOf('{', 1);
		int array = text.indexOf('[');
		int end = Math.min((nested >= 0) ? nested : text.length(), (array >= 0) ? array : text.length());
		Matcher id = ID.matcher(text).region(0, end);
		return id.find() ? new RpcId(id.group(1)) : null;
	}

}
