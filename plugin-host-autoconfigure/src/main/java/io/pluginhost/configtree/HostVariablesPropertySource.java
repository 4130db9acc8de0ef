package io.pluginhost.configtree;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Property source of environment variables under {@code plugin-host}, by the names of the
 * properties that they set, for Spring Boot's binder.
 */
final class HostVariablesPropertySource extends EnumerablePropertySource<SystemEnvironmentPropertySource>
		implements OriginLookup<String> {

	private final Map<String, String> variables = new LinkedHashMap<>();

	private HostVariablesPropertySource(SystemEnvironmentPropertySource source, HostVariables variables) {
		super(source.getName() + " (plugin-host)", source);
		variables.forEach((name, place) -> {
			if (!KnownKeys.TREES.contains(place.key()) && source.containsProperty(name)) {
				this.variables.put(place.property(), name);
			}
		});
	}

	/**
	 * Add one before each source of environment variables.
	 */
	static void addTo(MutablePropertySources sources, HostVariables variables) {
		sources.stream()
			.filter(SystemEnvironmentPropertySource.class::isInstance)
			.toList()
			.forEach((source) -> sources.addBefore(source.getName(),
					new HostVariablesPropertySource((SystemEnvironmentPropertySource) source, variables)));
	}

	@Override
	public String[] getPropertyNames() {
		return this.variables.keySet().toArray(String[]::new);
	}

	@Override
	public @Nullable Object getProperty(String name) {
		String variable = this.variables.get(name);
		return (variable != null) ? this.source.getProperty(variable) : null;
	}

	@Override
	public @Nullable Origin getOrigin(String key) {
		String variable = this.variables.get(key);
		return (variable != null) ? new SystemEnvironmentOrigin(variable) : null;
	}

}
