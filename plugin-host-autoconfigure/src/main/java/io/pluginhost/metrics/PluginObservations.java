package io.pluginhost.metrics;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallObserver;
import io.pluginhost.protocol.PaperclipProtocol;

/**
 * Observes calls with Micrometer, for meters and spans. Observation handlers run on the
 * threads of the calls; their exceptions are logged. Safe for use by any thread.
 *
 * @see "docs/decisions/observations.md"
 */
public final class PluginObservations implements CallObserver {

	private static final Logger logger = LoggerFactory.getLogger(PluginObservations.class);

	private static final PluginCallObservationConvention CALLS = new DefaultPluginCallObservationConvention();

	private static final PluginHostCallObservationConvention HOST_CALLS = new DefaultPluginHostCallObservationConvention();

	private final ObservationRegistry registry;

	private final PluginMethodNames methods;

	private final @Nullable PluginCallObservationConvention calls;

	private final @Nullable PluginHostCallObservationConvention hostCalls;

	private final BiConsumer<String, @Nullable String> onEnd;

	/**
	 * Create an observer.
	 * @param registry the observations
	 * @param methods the names of methods
	 * @param calls the convention for calls, or {@code null} for the default
	 * @param hostCalls the convention for calls of host methods, or {@code null} for the
	 * default
	 * @param onEnd receives the plugin and the observation's name of each call that has
	 * ended
	 */
	public PluginObservations(ObservationRegistry registry, PluginMethodNames methods,
			@Nullable PluginCallObservationConvention calls, @Nullable PluginHostCallObservationConvention hostCalls,
			BiConsumer<String, @Nullable String> onEnd) {
		this.registry = registry;
		this.methods = methods;
		this.calls = calls;
		this.hostCalls = hostCalls;
		this.onEnd = onEnd;
	}

	@Override
	public CallObservation call(String pluginId, String method) {
		if (this.registry.isNoop() || PaperclipProtocol.LIFECYCLE_METHODS.contains(method)) {
			return CallObservation.NONE;
		}
		PluginCallObservationContext context = new PluginCallObservationContext(
				this.methods.keyValues(pluginId, this.methods.called(pluginId, method)));
		return start(pluginId, () -> Observation.createNotStarted(this.calls, CALLS, () -> context, this.registry),
				(observation) -> new ObservedCall(observation, pluginId, context::setOutcome, context.getCarrier(),
						this.onEnd));
	}

	@Override
	public CallObservation hostCall(String pluginId, String method, boolean known, CallObservation cause) {
		if (this.registry.isNoop()) {
			return CallObservation.NONE;
		}
		ObservedCall outer = (cause instanceof ObservedCall call) ? call : null;
		PluginHostCallObservationContext context = new PluginHostCallObservationContext(
				this.methods.keyValues(pluginId, known ? method : PluginMethodNames.UNKNOWN),
				(outer != null) ? outer.sent() : Map.of());
		return start(pluginId,
				() -> Observation.createNotStarted(this.hostCalls, HOST_CALLS, () -> context, this.registry)
					.parentObservation((outer != null) ? outer.observation() : null),
				(observation) -> new ObservedCall(observation, pluginId, context::setOutcome, Map.of(), this.onEnd));
	}

	private static CallObservation start(String pluginId, Supplier<Observation> creation,
			Function<Observation, CallObservation> wrapper) {
		try {
			Observation observation = creation.get();
			return observation.isNoop() ? CallObservation.NONE : wrapper.apply(observation.start());
		}
		catch (RuntimeException | Error ex) {
			logger.error("A call of or to plugin '{}' cannot be observed", pluginId, ex);
			return CallObservation.NONE;
		}
	}

}
