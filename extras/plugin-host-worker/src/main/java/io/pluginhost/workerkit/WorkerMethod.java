package io.pluginhost.workerkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that the host may call. It may take a {@link Call}, and the params as one
 * object (a record, a {@code Map} or a {@code JsonNode}) or by their names: simple types
 * always, others where there are several, and whatever is a {@link Param}. What is not
 * there is {@code null}, or fails the call if that cannot be. What the method returns is
 * the result. Calls run on threads of their own, several at once. What a method throws
 * goes to the caller as an error, a {@link WorkerException} with its code.
 * <p>
 * {@code initialize}, {@code health} and {@code shutdown} are answered without a method;
 * where there is one, {@code initialize} and {@code shutdown} need not return anything.
 *
 * @see "docs/decisions/kits.md"
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface WorkerMethod {

	/**
	 * The method's name, as the host calls it.
	 * @return the name
	 */
	String value();

}
