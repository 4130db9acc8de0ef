package io.pluginhost.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.pluginhost.PluginRpcException;
import io.pluginhost.observation.CallObservation;
import io.pluginhost.observation.CallOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PluginObservations}.
 */
class PluginObservationsTests {

	private static final String ID = "acme.linear";

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final List<String> ended = new ArrayList<>();

	@Test
	void callWhenRegistryIsNoopIsNotObserved() {
		assertThat(observations().call(ID, "greet")).isSameAs(CallObservation.NONE);
		assertThat(observations(ObservationRegistry.NOOP).call(ID, "greet")).isSameAs(CallObservation.NONE);
		assertThat(observations().hostCall(ID, "state.get", true, CallObservation.NONE)).isSameAs(CallObservation.NONE);
	}

	@Test
	void callWhenSwitchedOffIsNotObserved() {
		makeMeters();
		this.registry.observationConfig().observationPredicate((name, context) -> !name.equals("plugin.calls"));
		assertThat(observations().call(ID, "greet")).isSameAs(CallObservation.NONE);
	}

	@Test
	void callWhenOfTheLifeOfTheWorkerIsNotObserved() {
		makeMeters();
		for (String method : List.of("initialize", "health", "shutdown")) {
			assertThat(observations().call(ID, method)).isSameAs(CallObservation.NONE);
		}
	}

	@Test
	void callMakesTimerAndLongTaskTimer() {
		makeMeters();
		CallObservation call = observations().call(ID, "greet");
		assertThat(tags()).containsExactly(Map.entry("plugin.calls.active", "plugin=acme.linear method=greet"));
		call.stop(CallOutcome.SUCCESS, null);
		assertThat(tags()).containsEntry("plugin.calls", "plugin=acme.linear method=greet outcome=SUCCESS error=none");
		assertThat(this.ended).containsExactly("acme.linear plugin.calls");
	}

	@Test
	void callWhenItFailsHasTheError() {
		makeMeters();
		observations().call(ID, "greet").stop(CallOutcome.ERROR, new PluginRpcException(-32002, "no", null));
		assertThat(tags()).containsEntry("plugin.calls",
				"plugin=acme.linear method=greet outcome=ERROR error=PluginRpcException");
	}

	@Test
	void callWhenStoppedTwiceHasTheFirstOutcome() {
		makeMeters();
		CallObservation call = observations().call(ID, "greet");
		call.stop(CallOutcome.TIMEOUT, null);
		call.stop(CallOutcome.SUCCESS, null);
		assertThat(this.meters.get("plugin.calls").timers()).hasSize(1);
		assertThat(this.meters.get("plugin.calls").tag("outcome", "TIMEOUT").timer().count()).isOne();
	}

	@Test
	void hostCallWhenMethodIsNotKnownDoesNotName() {
		makeMeters();
		observations().hostCall(ID, "made.up", false, CallObservation.NONE)
			.stop(CallOutcome.ERROR, new PluginRpcException(-32601, "no", null));
		assertThat(tags()).containsEntry("plugin.host.calls",
				"plugin=acme.linear method=unknown outcome=ERROR error=PluginRpcException");
	}

	@Test
	void callsHaveTheParentTheyAreMadeIn() {
		List<Observation.Context> contexts = observe((context) -> {
		});
		PluginObservations observations = observations();
		Observation request = Observation.start("request", this.registry);
		CallObservation call;
		try (Observation.Scope scope = request.openScope()) {
			call = observations.call(ID, "greet");
		}
		CallObservation hostCall = observations.hostCall(ID, "state.get", true, call);
		assertThat(contexts).hasSize(3);
		assertThat(contexts.get(1).getParentObservation()).isSameAs(request);
		assertThat(contexts.get(2).getParentObservation().getContextView()).isSameAs(contexts.get(1));
		assertThat(this.registry.getCurrentObservation()).isNull();
		try (CallObservation.Scope scope = hostCall.openScope()) {
			assertThat(this.registry.getCurrentObservation().getContext()).isSameAs(contexts.get(2));
		}
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@Test
	void traceContextReachesTheWorkerAndComesBack() {
		List<String> received = new ArrayList<>();
		observe((context) -> {
			if (context instanceof PluginCallObservationContext call) {
				call.getSetter().set(call.getCarrier(), "traceparent", "00-abc-def-01");
			}
			else if (context instanceof PluginHostCallObservationContext call) {
				received.add(call.getGetter().get(call.getCarrier(), "traceparent"));
			}
		});
		CallObservation call = observations().call(ID, "greet");
		assertThat(call.traceparent()).isEqualTo("00-abc-def-01");
		observations().hostCall(ID, "state.get", true, call);
		observations().hostCall(ID, "state.get", true, CallObservation.NONE);
		assertThat(received).containsExactly("00-abc-def-01", null);
	}

	@Test
	void aConventionOfTheApplicationNamesCalls() {
		makeMeters();
		PluginCallObservationConvention convention = new DefaultPluginCallObservationConvention() {

			@Override
			public String getName() {
				return "acme.calls";
			}

			@Override
			public KeyValues getLowCardinalityKeyValues(PluginCallObservationContext context) {
				return super.getLowCardinalityKeyValues(context).and("team", "blue");
			}

		};
		new PluginObservations(this.registry, new PluginMethodNames(), convention, null, this::ended).call(ID, "greet")
			.stop(CallOutcome.SUCCESS, null);
		assertThat(tags()).containsEntry("acme.calls",
				"plugin=acme.linear method=greet outcome=SUCCESS team=blue error=none");
		assertThat(this.ended).containsExactly("acme.linear acme.calls");
	}

	@Test
	void aGlobalConventionNamesCalls() {
		makeMeters();
		this.registry.observationConfig().observationConvention(new Renaming());
		observations().hostCall(ID, "state.get", true, CallObservation.NONE).stop(CallOutcome.SUCCESS, null);
		assertThat(tags()).containsKey("acme.host.calls");
	}

	@Test
	void aHandlerThatThrowsHarmsNoCall() {
		observe((context) -> {
			throw new IllegalStateException("meter");
		});
		CallObservation call = observations().call(ID, "greet");
		try (CallObservation.Scope scope = call.openScope()) {
			call.stop(CallOutcome.SUCCESS, null);
		}
		assertThat(call).isSameAs(CallObservation.NONE);
	}

	private void makeMeters() {
		this.registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.meters));
	}

	private List<Observation.Context> observe(Consumer<Observation.Context> onStart) {
		List<Observation.Context> contexts = new ArrayList<>();
		this.registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStart(Observation.Context context) {
				contexts.add(context);
				onStart.accept(context);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		return contexts;
	}

	private PluginObservations observations() {
		return observations(this.registry);
	}

	private PluginObservations observations(ObservationRegistry registry) {
		return new PluginObservations(registry, new PluginMethodNames(), null, null, this::ended);
	}

	private void ended(String pluginId, @Nullable String name) {
		this.ended.add(pluginId + " " + name);
	}

	private Map<String, String> tags() {
		return this.meters.getMeters()
			.stream()
			.map(Meter::getId)
			.collect(Collectors.toMap(Meter.Id::getName,
					(id) -> id.getTags()
						.stream()
						.sorted((a, b) -> order(a) - order(b))
						.map((tag) -> tag.getKey() + "=" + tag.getValue())
						.collect(Collectors.joining(" "))));
	}

	/** As they are documented, and what an application adds before the error. */
	private static int order(Tag tag) {
		return List.of("plugin", "method", "outcome", "team", "error").indexOf(tag.getKey());
	}

	/**
	 * A convention for all observations of a kind.
	 */
	private static final class Renaming extends DefaultPluginHostCallObservationConvention
			implements GlobalObservationConvention<PluginHostCallObservationContext> {

		@Override
		public String getName() {
			return "acme.host.calls";
		}

	}

}
