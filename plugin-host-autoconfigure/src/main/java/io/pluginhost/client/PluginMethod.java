package io.pluginhost.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link PluginClient} that calls the plugin. It ends with what a
 * {@link io.pluginhost.PluginCall} ends with.
 * <p>
 * Parameters of simple types (primitives, text, numbers, enums, dates, identifiers) are
 * sent by name. A parameter of any other type is sent as the whole params if it is the
 * only one, and by name otherwise. {@code io.pluginhost.handler.Param @Param} and
 * {@code @Params} say it explicitly. What is {@code null} or an empty {@code Optional} is
 * left out.
 * <p>
 * The method returns what the result is to be read as, and blocks until it is there. One
 * that returns a {@code CompletableFuture}, {@code CompletionStage} or {@code Future}
 * does not block; nor does one that returns a reactive type of at most one value, where
 * Reactor is present, which sends the call with each subscription. One that returns
 * nothing waits for the answer too, and ignores the result.
 * <p>
 * Can be used as a meta-annotation. Placeholders are resolved in all texts.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface PluginMethod {

	/**
	 * The plugin's method, such as {@code getData}.
	 * @return the method's name
	 */
	String value();

	/**
	 * How long to wait for the answer, such as {@code 5s} or {@code PT5S}.
	 * @return the time, empty for the plugin's {@code rpc-timeout}
	 */
	String timeout() default "";

}
