package io.pluginhost.configtree;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * The values of the application's environment: environment variables, and the files of a
 * {@code configtree:}. Some are secret, whatever the name under which a placeholder adds
 * them to the configuration of a plugin.
 */
public final class GivenValues {

	private GivenValues() {
	}

	/**
	 * Read the values.
	 * @param environment the environment that has the property sources
	 * @return the values by name
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
			// A value that cannot be read is in no configuration either
		}
	}

}
