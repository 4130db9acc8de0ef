package io.pluginhost.reactor;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Moves the current observation between Reactor's context, where Spring WebFlux keeps it,
 * and the thread, where Micrometer looks for the parent of a new one. Needs Reactor; does
 * nothing without Micrometer.
 */
public final class ReactorObservations {

	private static final boolean PRESENT = ClassUtils.isPresent("io.micrometer.observation.Observation",
			ReactorObservations.class.getClassLoader());

	private ReactorObservations() {
	}

	/**
	 * Perform an action on the current thread as part of the observation in a context, if
	 * there is one.
	 * @param <T> the type of the result
	 * @param context the context of a subscriber
	 * @param action the action
	 * @return its result
	 */
	public static <T> T within(ContextView context, Supplier<T> action) {
		return PRESENT ? Present.within(context, action) : action.get();
	}

	/**
	 * Give a publisher the observation that is current on this thread.
	 * @param <T> the type of the value
	 * @param publisher the publisher
	 * @return the same with the observation in its context
	 */
	public static <T> Mono<T> capture(Mono<T> publisher) {
		return PRESENT ? Present.capture(publisher) : publisher;
	}

	/**
	 * Nested: Micrometer need not be there.
	 */
	private static final class Present {

		/** Knows the current observation of all registries. */
		private static final ObservationRegistry ANY = ObservationRegistry.create();

		private static <T> T within(ContextView context, Supplier<T> action) {
			Object parent = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
			if (!(parent instanceof Observation observation) || observation.isNoop()) {
				return action.get();
			}
			try (Observation.Scope ignored = observation.openScope()) {
				return action.get();
			}
		}

		private static <T> Mono<T> capture(Mono<T> publisher) {
			@Nullable Observation current = ANY.getCurrentObservation();
			return (current != null)
					? publisher.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, current))
					: publisher;
		}

	}

}
