package io.pluginhost.autoconfigure;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Keeps Spring Boot's binder away from what {@link PluginConfigurationReader} reads, in
 * which it would find unknown keys that are none, and says of real ones what was meant.
 */
class PluginHostBindHandlerAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(PluginHostProperties.PREFIX);

	private static final ConfigurationPropertyName PLUGINS = ConfigurationPropertyName.of(PluginKeys.PLUGINS);

	private static final int KEY = PLUGINS.getNumberOfElements() + 1;

	private static final Set<String> READ_ELSEWHERE = Set.of("config", "manifest");

	@Override
	public BindHandler apply(BindHandler bindHandler) {
		return new PluginHostBindHandler(bindHandler);
	}

	/**
	 * Whether a property is, or is part of, a plugin's {@code config} or
	 * {@code manifest}.
	 */
	static boolean isReadElsewhere(ConfigurationPropertyName name) {
		return PLUGINS.isAncestorOf(name) && name.getNumberOfElements() > KEY
				&& READ_ELSEWHERE.contains(name.getElement(KEY, Form.UNIFORM));
	}

	private static final class PluginHostBindHandler extends AbstractBindHandler {

		PluginHostBindHandler(BindHandler parent) {
			super(parent);
		}

		@Override
		public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
				BindContext context) {
			return isReadElsewhere(name) ? null : super.onStart(name, target, context);
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
				UnknownKeys.check(ex.getUnboundProperties());
			}
		}

	}

}
