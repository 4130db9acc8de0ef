package io.pluginhost.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

import io.pluginhost.handler.HostHandler;

/**
 * Annotation for a test of what an application offers to its plugins: starts the plugin
 * host with {@link TestWorkers} in place of processes, and only those components of the
 * application that have {@link HostHandler} methods or are stream listeners, interceptors
 * or exception handlers.
 * <p>
 * Their other dependencies are provided by the test, for example with
 * {@code @MockitoBean}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(PluginHostTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(PluginHostTypeExcludeFilter.class)
@AutoConfigureTestWorkers
@ImportAutoConfiguration
public @interface PluginHostTest {

	/**
	 * Properties in form {@literal key=value} to be added to the {@link Environment}.
	 * @return the properties
	 */
	String[] properties() default {};

	/**
	 * The components with host methods to test, instead of all.
	 * @return the components
	 */
	@AliasFor("handlers")
	Class<?>[] value() default {};

	/**
	 * The components with host methods to test, instead of all.
	 * @return the components
	 */
	@AliasFor("value")
	Class<?>[] handlers() default {};

	/**
	 * Whether to include components that concern plugins by default.
	 * @return whether to use default filters
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Further components to include.
	 * @return the filters
	 */
	ComponentScan.Filter[] includeFilters() default {};

	/**
	 * Components to leave out.
	 * @return the filters
	 */
	ComponentScan.Filter[] excludeFilters() default {};

	/**
	 * Auto-configuration to leave out.
	 * @return the classes
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
