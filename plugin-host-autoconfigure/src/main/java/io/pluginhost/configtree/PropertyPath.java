package io.pluginhost.configtree;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits property names without changing their elements, as Spring Boot's own names
 * would.
 */
final class PropertyPath {

	private static final String BRACKETS = "\\[((?:[^\\[\\]]++|\\[[^\\[\\]]*+])+)]";

	private static final Pattern ELEMENT = Pattern
		.compile("\\G(?:(?:^|(?!^)\\.)([^.\\[]+)|(?:(?!^)\\.)?" + BRACKETS + ")");

	private static final Pattern IN_BRACKETS = Pattern.compile(BRACKETS);

	private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");

	private PropertyPath() {
	}

	/**
	 * Split the name of a property at dots and brackets. A name that is not valid is one
	 * element.
	 */
	static List<Element> parse(String name) {
		List<Element> elements = new ArrayList<>();
		Matcher matcher = ELEMENT.matcher(name);
		int end = 0;
		while (matcher.find()) {
			elements.add((matcher.group(1) != null) ? Element.key(matcher.group(1)) : inBrackets(matcher.group(2)));
			end = matcher.end();
		}
		return (end == name.length() && end > 0) ? elements : List.of(Element.key(name));
	}

	/**
	 * Split a key of a YAML mapping, which is one element if it is in brackets.
	 */
	static List<Element> parseKey(String key) {
		Matcher matcher = IN_BRACKETS.matcher(key);
		return matcher.matches() ? List.of(Element.key(matcher.group(1))) : parse(key);
	}

	static boolean isIndex(String text) {
		return INDEX.matcher(text).matches();
	}

	private static Element inBrackets(String text) {
		return isIndex(text) ? Element.index(text) : Element.key(text);
	}

	/**
	 * One element of a name.
	 *
	 * @param text the element as it is written, without brackets
	 * @param index whether it is an index of a list, such as {@code [0]}
	 */
	record Element(String text, boolean index) {

		static Element key(String text) {
			return new Element(text, false);
		}

		static Element index(String text) {
			return new Element(text, true);
		}

	}

}
