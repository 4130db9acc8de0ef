package io.pluginhost.configtree;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * What an application is given by where it runs: environment variables, and the files of
 * a {@code configtree:}. Some of it is secret, under whatever name a placeholder brings
 * it into the configuration of a plugin.
 */
public final class GivenValues {

	private GivenValues() {
	}

	/**
	 * Read them.
	 * @param environment holds the property sources
	 * @return texts by name
	 */
	public static Map<String, String> of(ConfigurableEnvironment environment) {
		Map<String, String> values = new HashMap<>(System.getenv());
		for (PropertySource<?> source : environment.getPropertySources()) {
			if (source instanceof ConfigTreePropertySource tree) {
				for (String name : tree.getPropertyNames()) {
					put(name, tree, values);
				}
			}
		}
		return values;
	}

	private static void put(String name, ConfigTreePropertySource tree, Map<String, String> values) {
		try {
			values.put(name, String.valueOf(tree.getProperty(name)));
		}
		catch (IllegalStateException ex) {
			// What cannot be read has come to no plugin either
		}
	}

}
