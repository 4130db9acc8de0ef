package io.pluginhost.configtree;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Finds where the application has set a property, as Spring Boot binds it. Immutable.
 */
public final class PropertyOrigins {

	private final Iterable<ConfigurationPropertySource> sources;

	/**
	 * Create the origins.
	 * @param environment the environment that has the property sources
	 */
	public PropertyOrigins(ConfigurableEnvironment environment) {
		this.sources = ConfigurationPropertySources.from(environment.getPropertySources());
	}

	/**
	 * Return where a property is set, or else the first one below it.
	 * @param property the property's full name
	 * @return the origin, or {@code null} if neither is set or it is not known
	 */
	public @Nullable Origin find(String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
		ConfigurationProperty found = property(name);
		return (found != null) ? found.getOrigin() : findBelow(name);
	}

	/**
	 * Return a property's text as it is set, with its placeholders.
	 * @param property the property's full name
	 * @return the text, or {@code null} if the property is not set
	 */
	public @Nullable String text(String property) {
		ConfigurationProperty found = property(ConfigurationPropertyName.adapt(property, '.'));
		return (found != null) ? String.valueOf(found.getValue()) : null;
	}

	/**
	 * Find the first property whose name begins with a part that is looked for.
	 * @param beginning returns that part of a name, or {@code null} if it is another
	 * @return the part, and where it is set if that is known
	 */
	public @Nullable String findRoot(
			Function<ConfigurationPropertyName, @Nullable ConfigurationPropertyName> beginning) {
		for (ConfigurationPropertySource source : this.sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				for (ConfigurationPropertyName name : iterable) {
					ConfigurationPropertyName root = beginning.apply(name);
					if (root != null) {
						ConfigurationProperty property = source.getConfigurationProperty(name);
						Origin origin = (property != null) ? property.getOrigin() : null;
						return (origin != null) ? "'%s' (%s)".formatted(root, origin) : "'%s'".formatted(root);
					}
				}
			}
		}
		return null;
	}

	private @Nullable ConfigurationProperty property(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : this.sources) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	private @Nullable Origin findBelow(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : this.sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				ConfigurationProperty property = iterable.stream()
					.filter(name::isAncestorOf)
					.findFirst()
					.map(source::getConfigurationProperty)
					.orElse(null);
				if (property != null) {
					return property.getOrigin();
				}
			}
		}
		return null;
	}

}
