package io.pluginhost.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.SmartInitializingSingleton;

import io.pluginhost.PluginDefinition;
import io.pluginhost.configtree.Suggestion;
import io.pluginhost.hostcall.HandlerRegistry;
import io.pluginhost.hostcall.RegisteredHandler;

/**
 * Warns, once all beans have been created, of granted capabilities that no host method
 * needs, and of host methods that are limited to plugins that are not configured: with a
 * spelling mistake in either, a plugin appears to lack a permission.
 */
final class IdleGrants implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(IdleGrants.class);

	private final List<PluginDefinition> plugins;

	private final HandlerRegistry handlers;

	private final UnaryOperator<Set<String>> unmatchedPatterns;

	/**
	 * Create the check.
	 * @param plugins the configured plugins
	 * @param handlers the host methods
	 * @param unmatchedPatterns returns the patterns of host methods that match none of
	 * the given plugin ids
	 */
	IdleGrants(List<PluginDefinition> plugins, HandlerRegistry handlers, UnaryOperator<Set<String>> unmatchedPatterns) {
		this.plugins = plugins;
		this.handlers = handlers;
		this.unmatchedPatterns = unmatchedPatterns;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.plugins.forEach(this::warnOfIdleCapabilities);
		if (!this.plugins.isEmpty()) {
			logUnmatchedPatterns(
					this.plugins.stream().map(PluginDefinition::id).collect(Collectors.toCollection(TreeSet::new)));
		}
	}

	private void warnOfIdleCapabilities(PluginDefinition plugin) {
		Set<String> needed = this.handlers.findAll(plugin.id())
			.stream()
			.map(RegisteredHandler::capability)
			.filter((capability) -> !capability.isEmpty())
			.collect(Collectors.toCollection(TreeSet::new));
		plugin.capabilities()
			.stream()
			.filter((granted) -> !needed.contains(granted))
			.forEach((granted) -> logger.warn("Plugin '{}' is granted '{}', which no host method it can call needs{}",
					plugin.id(), granted, hint(Suggestion.find(granted, needed))));
	}

	/**
	 * Plugins that are started by code are not known yet, so only a likely mistake is a
	 * warning.
	 */
	private void logUnmatchedPatterns(Set<String> ids) {
		this.unmatchedPatterns.apply(ids).forEach((pattern) -> {
			String meant = Suggestion.find(pattern, ids);
			logger.atLevel((meant != null) ? Level.WARN : Level.INFO)
				.log("A host method is only for plugin '{}', and no configured plugin has such an id{}", pattern,
						hint(meant));
		});
	}

	private static String hint(@Nullable String meant) {
		return (meant != null) ? ": did you mean '" + meant + "'?" : "";
	}

}
