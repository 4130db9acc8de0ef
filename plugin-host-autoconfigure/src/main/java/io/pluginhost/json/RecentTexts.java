package io.pluginhost.json;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Short texts that have been read, to be given again for the same bytes: workers repeat
 * the names of methods and channels with every message. Each has one place, which the
 * last to come takes, so that no worker can fill anything. Safe for use by any number of
 * threads; never blocks.
 */
final class RecentTexts {

	private static final int PLACES = 64;

	/** With its quotes. */
	private static final int LONGEST = 64;

	private final AtomicReferenceArray<@Nullable String> places = new AtomicReferenceArray<>(PLACES);

	/**
	 * Read a text.
	 * @param json a text in JSON
	 * @return the text, or {@code null} if it cannot be seen without a parser
	 */
	@Nullable String read(RawJson json) {
		if (json.length > LONGEST) {
			return json.plainText();
		}
		int hash = 0;
		for (int i = json.offset; i < json.offset + json.length; i++) {
			hash = 31 * hash + json.bytes[i];
		}
		int place = hash & (PLACES - 1);
		String recent = this.places.get(place);
		if (recent != null && json.isText(recent)) {
			return recent;
		}
		String text = json.plainText();
		if (text != null) {
			this.places.set(place, text);
		}
		return text;
	}

}
