package io.pluginhost.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds the whole params of a call to a parameter of a {@link HostHandler}, whatever its
 * type and whatever other parameters there are; sends a parameter of a client's method as
 * the whole params.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Params {

}
