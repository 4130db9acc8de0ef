package io.pluginhost;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PluginDefinitionBuilderTests {

	// A value of a policy can be set with a method of its own, or on the policy
	@Test
	void restartWhenSetByValueEqualsMethodsOfTheirOwn() {
		PluginDefinition definition = builder().restart((restart) -> restart.jitter(0.1).maxRestarts(3)).build();
		assertThat(definition).isEqualTo(builder().restartJitter(0.1).restartMaxRestarts(3).build());
		assertThat(definition.explicitKeys().names()).containsExactlyInAnyOrder("restart.jitter",
				"restart.max-restarts");
		assertThat(definition.restart().maxDelay()).isEqualTo(RestartPolicy.DEFAULT.maxDelay());
	}

	// Defaults set what has not been set before, value by value
	@Test
	void defaultsWhenKeysAreSetKeepsThem() {
		PluginDefinition definition = builder().rpcTimeout(Duration.ofSeconds(30))
			.restartJitter(0.25)
			.shutdown(ShutdownPolicy.DEFAULT)
			.args("a")
			.defaults((defaults) -> defaults.rpcTimeout(Duration.ofSeconds(1))
				.restartJitter(0.5)
				.restartMaxRestarts(1)
				.shutdownDrain(Duration.ofSeconds(2))
				.launch((launch) -> launch.noNewPrivileges(false))
				.args("b")
				.lazy(true))
			.build();
		assertThat(definition).isEqualTo(builder().args("a")
			.restartMaxRestarts(1)
			.launch((launch) -> launch.noNewPrivileges(false))
			.lazy(true)
			.build());
	}

	// Defaults protect what was set before them only
	@Test
	void setWhenDefaultsHaveBeenSetReplacesThem() {
		PluginDefinition definition = builder().defaults((defaults) -> defaults.lazy(true).args("a"))
			.lazy(false)
			.build();
		assertThat(definition.lazy()).isFalse();
		assertThat(definition.args()).containsExactly("a");
	}

	// A value that is rejected leaves the policy as it is
	@Test
	void setWhenValueIsRejectedKeepsThePolicy() {
		PluginDefinitionBuilder builder = builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.restartJitter(2))
			.withMessage("restart.jitter must be between 0 and 1 but is 2.0");
		assertThat(builder.restartMaxRestarts(1).build().restart().jitter()).isEqualTo(RestartPolicy.DEFAULT.jitter());
	}

	// A copy with another configuration is equal in everything else
	@Test
	void withConfigKeepsEverythingElse() {
		PluginDefinition definition = builder().env("A", "b")
			.lazy(true)
			.maxMemory(5L)
			.handler("m", (params, call) -> null)
			.build();
		assertThat(definition.withConfig(definition.config())).isEqualTo(definition).hasSameHashCodeAs(definition);
	}

	private static PluginDefinitionBuilder builder() {
		return PluginDefinition.builder("acme.linear").command("worker");
	}

}
