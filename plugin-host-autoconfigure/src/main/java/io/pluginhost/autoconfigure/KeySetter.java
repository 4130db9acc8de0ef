package io.pluginhost.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.pluginhost.configtree.ConfigurationMistakes;
import io.pluginhost.process.command.PlatformText;

/**
 * Sets keys of a definition, and adds values that are refused to the mistakes.
 *
 * @param property returns the full name of the property that sets a key
 * @param mistakes collects what is wrong
 */
record KeySetter(UnaryOperator<String> property, ConfigurationMistakes mistakes) {

	/**
	 * Return a setter of one key that fails for no value.
	 */
	<T> Consumer<T> set(Consumer<? super T> setter) {
		return (value) -> {
			try {
				setter.accept(value);
			}
			catch (IllegalArgumentException ex) {
				// The message begins with the key
				String[] parts = String.valueOf(ex.getMessage()).split(" ", 2);
				this.mistakes.add(this.property.apply(parts[0]), parts[parts.length - 1],
						"Correct the value, or remove it to get the default.");
			}
		};
	}

	/**
	 * Return a setter of one key that is a path.
	 */
	Consumer<String> setPath(String key, Consumer<Path> setter) {
		return (value) -> {
			try {
				setter.accept(Path.of(value));
			}
			catch (InvalidPathException ex) {
				PlatformText.Problem reason = PlatformText.problemOfPath(value);
				this.mistakes.add(this.property.apply(key), reason.problem(), reason.action() + ".");
			}
		};
	}

}
