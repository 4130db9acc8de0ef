package io.pluginhost.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean as a host method: plugins may call it. It runs on a handler
 * thread and may block.
 * <p>
 * Parameters of simple types (primitives, text, numbers, enums, dates, identifiers) are
 * taken from the call's params by name. A parameter of any other type takes the whole
 * params if it is the only one, {@link HostCall} aside, and is taken by name otherwise.
 * {@link Param @Param} and {@link Params @Params} say it explicitly. Params that are an
 * array are taken by position.
 * <p>
 * The method returns anything that can be written as JSON, nothing, a
 * {@code CompletionStage} or, where Reactor is present, a reactive type of at most one
 * value. It throws an {@code io.pluginhost.PluginRpcException} to send just that error.
 * <p>
 * Can be used as a meta-annotation. Placeholders are resolved in all texts.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface HostHandler {

	/**
	 * The method plugins call, such as {@code state.get}. Not one of the notifications
	 * the host takes itself, {@code log} and those of streams.
	 * @return the method's name
	 */
	String value();

	/**
	 * The capability a plugin must have been granted. Without one, every plugin in
	 * {@link #plugins()} may call.
	 * @return the capability, or an empty text if none is needed
	 */
	String capability() default "";

	/**
	 * The plugins this method exists for, each as an id or as a pattern such as
	 * {@code acme.*}.
	 * @return the ids and patterns, none for all plugins
	 */
	String[] plugins() default {};

	/**
	 * Whether the thread may be interrupted when nobody waits for the result any more. An
	 * interrupt closes file channels that others may share.
	 * @return whether it may be interrupted
	 */
	boolean interruptible() default false;

}
