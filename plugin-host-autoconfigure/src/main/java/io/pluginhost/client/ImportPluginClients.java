package io.pluginhost.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AliasFor;

/**
 * Makes beans of interfaces that are marked with {@link PluginClient @PluginClient}: of
 * those named here, and of those found in packages. Where neither is said, they are
 * looked for in the package of the class that has this annotation, and below.
 * <p>
 * The beans are named like their interfaces, in full. There are none if
 * {@code plugin-host.enabled} is {@code false}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Import(PluginClientsRegistrar.class)
public @interface ImportPluginClients {

	/**
	 * The interfaces, as {@link #types()} are.
	 * @return the interfaces
	 */
	@AliasFor("types")
	Class<?>[] value() default {};

	/**
	 * The interfaces to make beans of.
	 * @return the interfaces
	 */
	@AliasFor("value")
	Class<?>[] types() default {};

	/**
	 * The packages to look in, and below. Placeholders are resolved.
	 * @return the packages
	 */
	String[] basePackages() default {};

	/**
	 * The packages to look in, and below, each as a class in it.
	 * @return the classes
	 */
	Class<?>[] basePackageClasses() default {};

}
