package io.pluginhost.autoconfigure;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.origin.Origin;

import io.pluginhost.configtree.PluginKeys;
import io.pluginhost.configtree.PropertyOrigins;

/**
 * Warns of durations that are configured without a unit and are shorter than a second:
 * Spring Boot converts them as milliseconds, where seconds are likely to be meant.
 */
final class DurationUnits {

	private static final Logger logger = LoggerFactory.getLogger(DurationUnits.class);

	/** All keys of a plugin that are durations. */
	static final List<String> KEYS = PluginHostProperties.KEYS.ofType(Duration.class);

	private static final Pattern NUMBER = Pattern.compile("\\+?0*([1-9]\\d{0,2})");

	private DurationUnits() {
	}

	/**
	 * Log a warning for each such property.
	 * @param names the names of the plugins
	 * @param origins finds what is configured
	 * @param placeholders resolves placeholders
	 */
	static void warnOfMissing(Collection<String> names, PropertyOrigins origins, UnaryOperator<String> placeholders) {
		Stream
			.concat(KEYS.stream().map((key) -> PluginKeys.DEFAULTS + "." + key),
					names.stream().flatMap((name) -> KEYS.stream().map((key) -> PluginKeys.ofPlugin(name, key))))
			.forEach((property) -> {
				String number = numberWithoutUnit(origins.text(property), placeholders);
				if (number != null) {
					Origin origin = origins.find(property);
					logger.warn("'{}' is {} without a unit, which is taken for milliseconds. Write '{}s' or '{}ms'{}",
							property, number, number, number, (origin != null) ? " (" + origin + ")" : "");
				}
			});
	}

	private static @Nullable String numberWithoutUnit(@Nullable String text, UnaryOperator<String> placeholders) {
		if (text == null) {
			return null;
		}
		String value = placeholders.apply(text).trim();
		return NUMBER.matcher(value).matches() ? NUMBER.matcher(value).replaceFirst("$1") : null;
	}

}
