package io.pluginhost.client;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes the bean of one client interface, as soon as the application starts, so that an
 * interface that cannot work is refused then.
 *
 * @param <T> the interface
 */
public class PluginClientFactoryBean<T> implements FactoryBean<T>, InitializingBean {

	private final Class<T> type;

	private final ObjectProvider<PluginClientFactory> factory;

	private @Nullable T client;

	/**
	 * Create a factory bean.
	 * @param type the interface
	 * @param factory makes the client; if there is none, as in a test of a part of the
	 * application, only those who ask for the client fail
	 */
	public PluginClientFactoryBean(Class<T> type, ObjectProvider<PluginClientFactory> factory) {
		this.type = type;
		this.factory = factory;
	}

	@Override
	public void afterPropertiesSet() {
		PluginClientFactory factory = this.factory.getIfAvailable();
		this.client = (factory != null) ? factory.createClient(this.type) : null;
	}

	@Override
	public T getObject() {
		if (this.client == null) {
			throw new IllegalStateException(
					"%s has no PluginClientFactory to be made by: the auto-configuration of the plugin host is not part of this application context"
						.formatted(this.type.getName()));
		}
		return this.client;
	}

	@Override
	public Class<?> getObjectType() {
		return this.type;
	}

}
