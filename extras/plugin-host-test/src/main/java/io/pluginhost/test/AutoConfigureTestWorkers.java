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
 * Gives a test {@link TestWorkers} instead of processes, beside {@code @SpringBootTest}
 * for instance. No plugin is started before the test says so, and none is left running
 * after a test method.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@PropertyMapping("plugin-host")
public @interface AutoConfigureTestWorkers {

	/**
	 * When configured plugins are started: as {@code plugin-host.startup}.
	 * @return when
	 */
	@PropertyMapping("startup")
	String startup() default "none";

}
