package io.pluginhost.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an interface through which an application calls a plugin. Its methods are marked
 * with {@link PluginMethod @PluginMethod} or have a body;
 * {@link ImportPluginClients @ImportPluginClients} makes a bean of it, and
 * {@link PluginClientFactory} an object by hand.
 * <p>
 * Can be used as a meta-annotation.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface PluginClient {

	/**
	 * The plugin that is called. Placeholders are resolved.
	 * @return the plugin's id
	 */
	String value();

}
