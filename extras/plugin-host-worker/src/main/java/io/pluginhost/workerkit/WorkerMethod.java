package io.pluginhost.workerkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that the host may call. It may have a {@link Call} parameter, and the
 * params as one object (a record, a {@code Map} or a {@code JsonNode}) or by name: simple
 * types always, other types if there are several, and parameters with
 * {@link Param @Param}. Missing members are {@code null}, or fail the call if that is not
 * possible. The return value is the result. Calls run concurrently on threads of their
 * own. Exceptions are answered to the caller as errors, a {@link WorkerException} with
 * its code.
 * <p>
 * {@code initialize}, {@code health} and {@code shutdown} are answered without a method;
 * if there is one, {@code initialize} and {@code shutdown} need not return a value.
 *
 * @see "docs/decisions/kits.md"
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface WorkerMethod {

	/**
	 * The method's name in the protocol.
	 * @return the name
	 */
	String value();

}
