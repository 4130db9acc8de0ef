package io.pluginhost.json;

/**
 * What is written into an object that becomes a line, or a part of it.
 */
@FunctionalInterface
public interface LineContent {

	/**
	 * Write the members.
	 * @param json stands inside the object
	 */
	void writeTo(LineGenerator json);

}
