package io.pluginhost.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;

/**
 * Configures {@link TestWorkers} in place of processes, for example with
 * {@code @SpringBootTest}. No plugin is started until the test does so, and all are
 * stopped after each test method.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@PropertyMapping("plugin-host")
public @interface AutoConfigureTestWorkers {

	/**
	 * When to start configured plugins, like {@code plugin-host.startup}.
	 * @return the startup mode
	 */
	@PropertyMapping("startup")
	String startup() default "none";

}
