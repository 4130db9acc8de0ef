package io.pluginhost.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.PropertyResolver;

import io.pluginhost.configtree.ConfigurationMistake;
import io.pluginhost.configtree.InvalidPluginConfigurationException;
import io.pluginhost.configtree.KnownKeys;
import io.pluginhost.configtree.Placeholders;
import io.pluginhost.configtree.PluginConfigurationReader;
import io.pluginhost.configtree.PluginKeys;
import io.pluginhost.configtree.UnknownKeys;

/**
 * Excludes what {@link PluginConfigurationReader} reads from Spring Boot's binding, which
 * would report its keys as unknown, and suggests a known key for each unknown one.
 * Rejects placeholders that cannot be resolved, which the binder leaves as they are.
 */
class PluginHostBindHandlerAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(PluginHostProperties.PREFIX);

	private static final ConfigurationPropertyName PLUGINS = ConfigurationPropertyName.of(PluginKeys.PLUGINS);

	private final PropertyResolver resolver;

	/**
	 * Create an advisor.
	 * @param resolver resolves placeholders
	 */
	PluginHostBindHandlerAdvisor(PropertyResolver resolver) {
		this.resolver = resolver;
	}

	@Override
	public BindHandler apply(BindHandler bindHandler) {
		return new PluginHostBindHandler(bindHandler, this.resolver);
	}

	private static final class PluginHostBindHandler extends AbstractBindHandler {

		private final PropertyResolver resolver;

		/** By property, in the order of binding. */
		private final Map<ConfigurationPropertyName, ConfigurationMistake> unresolved = new LinkedHashMap<>();

		PluginHostBindHandler(BindHandler parent, PropertyResolver resolver) {
			super(parent);
			this.resolver = resolver;
		}

		@Override
		public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
				BindContext context) {
			return (KnownKeys.isInTree(name) || PluginHostProperties.KEYS.isUnknownDefault(name)) ? null
					: super.onStart(name, target, context);
		}

		@Override
		public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Object result) {
			findUnresolved(name, context);
			return super.onSuccess(name, target, context, result);
		}

		@Override
		public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Exception error) throws Exception {
			return findUnresolved(name, context) ? null : super.onFailure(name, target, context, error);
		}

		private boolean findUnresolved(ConfigurationPropertyName name, BindContext context) {
			ConfigurationProperty property = context.getConfigurationProperty();
			if (!PREFIX.isAncestorOf(name) || property == null || !property.getName().equals(name)
					|| !(property.getValue() instanceof CharSequence text) || isReadAsText(name)) {
				return false;
			}
			ConfigurationMistake mistake = Placeholders.findUnresolved(name.toString(), property.getOrigin(),
					text.toString(), this.resolver);
			if (mistake != null) {
				this.unresolved.put(name, mistake);
			}
			return mistake != null;
		}

		private static boolean isReadAsText(ConfigurationPropertyName name) {
			return PLUGINS.isAncestorOf(name) && name.getLastElement(Form.UNIFORM).equals("configjson");
		}

		/**
		 * Fail if there are mistakes, except in disabled plugins.
		 */
		private void checkUnresolved(@Nullable Object result) {
			Map<String, PluginProperties> plugins = (result instanceof PluginHostProperties properties)
					? properties.plugins() : Map.of();
			PluginProperties defaults = (result instanceof PluginHostProperties properties) ? properties.defaults()
					: PluginProperties.none();
			List<ConfigurationMistake> mistakes = new ArrayList<>();
			this.unresolved.forEach((name, mistake) -> {
				PluginProperties plugin = PLUGINS.isAncestorOf(name)
						? plugins.get(name.getElement(PLUGINS.getNumberOfElements(), Form.ORIGINAL)) : null;
				if (plugin == null || PluginDefinitionMapper.isEnabled(plugin, defaults)) {
					mistakes.add(mistake);
				}
			});
			if (!mistakes.isEmpty()) {
				throw new InvalidPluginConfigurationException(mistakes);
			}
		}

		@Override
		public void onFinish(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				@Nullable Object result) throws Exception {
			try {
				super.onFinish(name, target, context, result);
			}
			catch (UnboundConfigurationPropertiesException ex) {
				if (!name.equals(PREFIX)) {
					throw ex;
				}
				UnknownKeys.check(ex.getUnboundProperties()
					.stream()
					.filter((property) -> !this.unresolved.containsKey(property.getName()))
					.toList(), PluginHostProperties.KEYS);
			}
			if (name.equals(PREFIX)) {
				checkUnresolved(result);
			}
		}

	}

}
