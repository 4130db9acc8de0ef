package io.pluginhost.sample;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips tests where a tool is missing, unless the environment variable
 * {@code PLUGIN_HOST_REQUIRE} names it: then they fail.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(RequiresToolCondition.class)
public @interface RequiresTool {

	/**
	 * Return what is needed.
	 * @return the tool
	 */
	Tool value();

}
