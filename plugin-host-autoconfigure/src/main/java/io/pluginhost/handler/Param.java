package io.pluginhost.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Takes a parameter of a {@link HostHandler} from the call's params by name, whatever its
 * type; sends a parameter of a client's method by name.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Param {

	/**
	 * The member of the call's params.
	 * @return the name, empty for the parameter's own
	 */
	String value() default "";

}
