package io.pluginhost.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pluginhost.HealthCheckPolicy;
import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.RestartPolicy;
import io.pluginhost.ShutdownPolicy;
import io.pluginhost.WorkerLimits;
import io.pluginhost.configtree.ConfigurationMistake;
import io.pluginhost.configtree.InvalidPluginConfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PluginDefaultsCompletion}.
 */
class PluginDefaultsCompletionTests {

	private static final String ALL = """
			plugin-host:
			  plugins:
			    base: { id: acme.base, command: [a], depends-on: [] }
			  defaults:
			    required: false
			    args: [a]
			    exec-argv: [b]
			    working-directory: /w
			    env: { A: default, B: default }
			    inherit-env: [C]
			    capabilities: [state.read]
			    rpc-timeout: 1s
			    initialize-timeout: 2s
			    shutdown: { drain: 3s, term-grace: 4s, kill-grace: 5s }
			    restart: { enabled: false, initial-delay: 6s, multiplier: 3, max-delay: 7s, jitter: 0.5, max-restarts: 8, reset-after: 9s }
			    health-check: { enabled: false, interval: 10s, timeout: 11s, failure-threshold: 12, busy-limit: 13s }
			    limits: { max-message-size: 1B, max-queued-bytes: 2B, max-pending-calls: 3, max-host-calls: 4, max-queued-host-calls: 5, host-call-timeout: 6s, max-queued-stream-bytes: 7B, write-stall-timeout: 8s, max-memory: 9B }
			    command-prefix: [prlimit]
			    no-new-privileges: false
			    lazy: true
			    depends-on: [base]
			    trace-wire: true
			""";

	private ConfiguredApplication application;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.application = new ConfiguredApplication(directory);
	}

	// Each key that a definition does not set has the value of plugin-host.defaults
	@Test
	void applyWhenNothingIsSetTakesAllDefaults() {
		PluginDefinition definition = complete(builder());
		assertThat(definition.required()).isFalse();
		assertThat(definition.args()).containsExactly("a");
		assertThat(definition.execArgv()).containsExactly("b");
		assertThat(definition.workingDirectory()).isEqualTo(Path.of("/w"));
		assertThat(definition.env()).isEqualTo(Map.of("A", "default", "B", "default"));
		assertThat(definition.inheritEnv()).containsExactly("C");
		assertThat(definition.capabilities()).containsExactly("state.read");
		assertThat(definition.rpcTimeout()).hasSeconds(1);
		assertThat(definition.initializeTimeout()).hasSeconds(2);
		assertThat(definition.shutdown())
			.isEqualTo(new ShutdownPolicy(Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofSeconds(5)));
		assertThat(definition.restart()).isEqualTo(new RestartPolicy(false, Duration.ofSeconds(6), 3,
				Duration.ofSeconds(7), 0.5, 8, Duration.ofSeconds(9)));
		assertThat(definition.healthCheck()).isEqualTo(new HealthCheckPolicy(false, Duration.ofSeconds(10),
				Duration.ofSeconds(11), 12, Duration.ofSeconds(13)));
		assertThat(definition.limits())
			.isEqualTo(new WorkerLimits(1, 2, 3, 4, 5, Duration.ofSeconds(6), 7, Duration.ofSeconds(8), 9L));
		assertThat(definition.commandPrefix()).containsExactly("prlimit");
		assertThat(definition.noNewPrivileges()).isFalse();
		assertThat(definition.lazy()).isTrue();
		assertThat(definition.dependsOn()).containsExactly("acme.base");
		assertThat(definition.traceWire()).isTrue();
		assertThat(definition.command()).containsExactly("worker");
	}

	// What a definition sets wins, even if it is what would be there anyway
	@Test
	void applyWhenBuiltInDefaultsAreSetKeepsThem() {
		PluginDefinition plain = builder().build();
		PluginDefinition definition = complete(builder().required(true)
			.args(List.of())
			.execArgv(List.of())
			.workingDirectory(null)
			.inheritEnv(List.of())
			.capabilities(Set.of())
			.rpcTimeout(plain.rpcTimeout())
			.initializeTimeout(plain.initializeTimeout())
			.shutdown(ShutdownPolicy.DEFAULT)
			.restart(RestartPolicy.DEFAULT)
			.healthCheck(HealthCheckPolicy.DEFAULT)
			.limits(WorkerLimits.DEFAULT)
			.commandPrefix(List.of())
			.noNewPrivileges(true)
			.lazy(false)
			.dependsOn(List.of())
			.traceWire(false));
		assertThat(definition).isEqualTo(plain.mutate().env("A", "default").env("B", "default").build());
	}

	// Every part of a policy that is set wins by itself, the others have their default
	@Test
	void applyWhenPartsOfPoliciesAreSetFillsTheOthers() {
		PluginDefinition definition = complete(builder().restartEnabled(true)
			.restartInitialDelay(Duration.ofSeconds(1))
			.restartMultiplier(2)
			.restartMaxDelay(Duration.ofMinutes(5))
			.restartJitter(0.25)
			.restartMaxRestarts(10)
			.shutdownDrain(Duration.ofSeconds(10))
			.healthCheckEnabled(true)
			.healthCheckInterval(Duration.ofSeconds(30))
			.healthCheckTimeout(Duration.ofSeconds(5))
			.healthCheckFailureThreshold(3)
			.maxMessageSize(16)
			.maxQueuedBytes(8)
			.maxPendingCalls(1024)
			.maxHostCalls(64)
			.maxQueuedHostCalls(1025)
			.hostCallTimeout(Duration.ofSeconds(25))
			.maxQueuedStreamBytes(8)
			.maxMemory(null));
		assertThat(definition.restart()).isEqualTo(new RestartPolicy(true, Duration.ofSeconds(1), 2,
				Duration.ofMinutes(5), 0.25, 10, Duration.ofSeconds(9)));
		assertThat(definition.shutdown())
			.isEqualTo(new ShutdownPolicy(Duration.ofSeconds(10), Duration.ofSeconds(4), Duration.ofSeconds(5)));
		assertThat(definition.healthCheck()).isEqualTo(
				new HealthCheckPolicy(true, Duration.ofSeconds(30), Duration.ofSeconds(5), 3, Duration.ofSeconds(13)));
		assertThat(definition.limits())
			.isEqualTo(new WorkerLimits(16, 8, 1024, 64, 1025, Duration.ofSeconds(25), 8, Duration.ofSeconds(8), null));
	}

	// Variables merge by name, and the definition's win
	@Test
	void applyWhenEnvIsSetMergesByName() {
		assertThat(complete(builder().env("B", "own").env("D", "own")).env())
			.isEqualTo(Map.of("A", "default", "B", "own", "D", "own"));
	}

	// A definition knows which keys it sets, and so do copies of it
	@Test
	void mutateKeepsWhatIsSet() {
		PluginDefinition definition = builder().rpcTimeout(Duration.ofSeconds(30)).build();
		assertThat(definition.explicitKeys().names()).containsExactly("rpc-timeout");
		assertThat(definition.mutate().build().explicitKeys().names()).containsExactly("rpc-timeout");
		assertThat(definition.withConfig(Map.of("a", 1)).explicitKeys().names()).containsExactly("rpc-timeout");
		assertThat(definition.mutate().build()).isEqualTo(definition).isEqualTo(builder().build());
	}

	// A mistake in the defaults is found at start, even if no plugin is configured yet
	@Test
	void definitionsWhenDefaultsHaveMistakesAreReported() {
		this.application.yaml("""
				plugin-host:
				  defaults:
				    rpc-timeout: -1s
				    depends-on: [nobody]
				""");
		assertThatExceptionOfType(InvalidPluginConfigurationException.class).isThrownBy(this.application::definitions)
			.satisfies((ex) -> assertThat(ex.mistakes()).extracting(ConfigurationMistake::property)
				.containsExactlyInAnyOrder("plugin-host.defaults.rpc-timeout", "plugin-host.defaults.depends-on[0]"));
	}

	private static PluginDefinitionBuilder builder() {
		return PluginDefinition.builder("acme.late").command("worker");
	}

	private PluginDefinition complete(PluginDefinitionBuilder given) {
		return this.application.yaml(ALL).definitions().completion().apply(given.build());
	}

}
