package io.pluginhost;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TimeLimits}, and for all definitions that keep them.
 */
class TimeLimitsTests {

	static Stream<Duration> forEver() {
		return Stream.of(Duration.ofDays(3651), Duration.ofDays(300 * 365L), Duration.ofSeconds(Long.MAX_VALUE),
				Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
	}

	@ParameterizedTest
	@MethodSource("forEver")
	void definitionWhenATimeIsMeantAsForEverCanBeCalculatedWith(Duration forEver) throws ReflectiveOperationException {
		// Whatever time a definition holds can be added to others and converted: every
		// one that can be set is bounded where it is set
		PluginDefinitionBuilder builder = PluginDefinition.builder("acme.patient").command("any");
		List<String> set = new ArrayList<>();
		for (Method method : PluginDefinitionBuilder.class.getMethods()) {
			if (method.getParameterCount() == 1 && method.getParameterTypes()[0] == Duration.class) {
				method.invoke(builder, forEver);
				set.add(method.getName());
			}
		}
		List<Duration> held = new ArrayList<>();
		collect(builder.build(), held);
		assertThat(set).contains("rpcTimeout", "shutdownDrain", "restartResetAfter", "healthCheckBusyLimit",
				"hostCallTimeout");
		assertThat(held).hasSizeGreaterThanOrEqualTo(set.size()).containsOnly(TimeLimits.LONGEST);
		assertThat(builder.build().shutdown().total().toNanos()).isPositive();
	}

	@Test
	void boundedWhenNotLongerIsTheSame() {
		assertThat(TimeLimits.bounded(TimeLimits.LONGEST)).isSameAs(TimeLimits.LONGEST);
		assertThat(TimeLimits.bounded(Duration.ofNanos(1))).isEqualTo(Duration.ofNanos(1));
	}

	private static void collect(Object holder, List<Duration> held) throws ReflectiveOperationException {
		for (RecordComponent component : holder.getClass().getRecordComponents()) {
			Object value = component.getAccessor().invoke(holder);
			if (value instanceof Duration duration) {
				held.add(duration);
			}
			else if (value instanceof Record nested) {
				collect(nested, held);
			}
		}
	}

}
