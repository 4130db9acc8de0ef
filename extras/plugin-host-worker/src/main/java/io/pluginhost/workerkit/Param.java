package io.pluginhost.workerkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Takes one member of the params by its name. Needed where a class has no parameter
 * names: workers that run from source have none.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Param {

	/**
	 * The member's name.
	 * @return the name
	 */
	String value();

}
