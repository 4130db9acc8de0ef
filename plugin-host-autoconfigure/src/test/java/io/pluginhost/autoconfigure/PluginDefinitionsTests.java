package io.pluginhost.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pluginhost.PluginDefinition;
import io.pluginhost.RestartPolicy;
import io.pluginhost.WorkerLimits;
import io.pluginhost.autoconfigure.PluginHostProperties.Startup;

import static org.assertj.core.api.Assertions.assertThat;

class PluginDefinitionsTests {

	private ConfiguredApplication application;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.application = new ConfiguredApplication(directory);
	}

	@Test
	void propertiesWhenNothingIsSetHaveDefaults() {
		PluginHostProperties properties = this.application.yaml("").properties();
		assertThat(properties.enabled()).isTrue();
		assertThat(properties.startup()).isEqualTo(Startup.BACKGROUND);
		assertThat(properties.startupConcurrency()).isEqualTo(8);
		assertThat(properties.instanceId()).isNull();
		assertThat(properties.hostVersion()).isNull();
		assertThat(properties.apiVersion()).isEqualTo(1);
		assertThat(properties.runtimes().node()).isNull();
		assertThat(properties.runtimes().python()).isNull();
		assertThat(properties.runtimes().java()).isNull();
		assertThat(properties.handlers().requireCapability()).isFalse();
		assertThat(properties.handlers().includeMessage()).isFalse();
		assertThat(properties.workDirectory()).isNull();
		assertThat(properties.plugins()).isEmpty();
	}

	@Test
	void propertiesWhenAllGlobalKeysAreSetHaveThem() {
		PluginHostProperties properties = this.application.yaml("""
				plugin-host:
				  enabled: false
				  startup: blocking
				  startup-concurrency: 2
				  instance-id: one
				  host-version: 1.2.3
				  api-version: 4
				  runtimes: { node: /n, python: /p, java: /j }
				  handlers: { require-capability: true, include-message: true }
				  work-directory: /w
				""").properties();
		assertThat(properties.enabled()).isFalse();
		assertThat(properties.startup()).isEqualTo(Startup.BLOCKING);
		assertThat(properties.startupConcurrency()).isEqualTo(2);
		assertThat(properties.instanceId()).isEqualTo("one");
		assertThat(properties.hostVersion()).isEqualTo("1.2.3");
		assertThat(properties.apiVersion()).isEqualTo(4);
		assertThat(properties.runtimes().toRuntimes())
			.isEqualTo(new io.pluginhost.process.command.Runtimes("/n", "/p", "/j"));
		assertThat(properties.handlers().requireCapability()).isTrue();
		assertThat(properties.handlers().includeMessage()).isTrue();
		assertThat(properties.workDirectory()).isEqualTo("/w");
	}

	@Test
	void definitionsWhenOnlyEntrypointIsSetEqualTheBuildersDefaults() {
		PluginDefinition definition = this.application.yaml("""
				plugin-host.plugins.linear.entrypoint: worker.js
				""").definition();
		assertThat(definition).isEqualTo(PluginDefinition.builder("linear").entrypoint("worker.js").build());
	}

	@Test
	void definitionsWhenEveryKeyIsSetHaveIt() {
		PluginDefinition definition = this.application.yaml("""
				plugin-host:
				  plugins:
				    linear:
				      id: acme.linear
				      required: false
				      command: [deno, run, 'a b,c']
				      args: [--limit, 20, true]
				      exec-argv: [--inspect]
				      working-directory: data
				      env: { LINEAR_KEY: k, port: 8080 }
				      inherit-env: [HTTP_PROXY, NPM_*]
				      capabilities: [state.read]
				      rpc-timeout: 1s
				      initialize-timeout: 2s
				      shutdown: { drain: 3s, term-grace: 4s, kill-grace: 5s }
				      restart:
				        enabled: false
				        initial-delay: 6s
				        multiplier: 3.5
				        max-delay: 7s
				        jitter: 0.5
				        max-restarts: -1
				        reset-after: 8s
				      health-check:
				        enabled: false
				        interval: 9s
				        timeout: 10s
				        failure-threshold: 11
				        busy-limit: 12s
				      limits:
				        max-message-size: 1KB
				        max-queued-bytes: 2KB
				        max-pending-calls: 3
				        max-host-calls: 4
				        max-queued-host-calls: 5
				        host-call-timeout: 6s
				        max-queued-stream-bytes: 7KB
				        write-stall-timeout: 8s
				        max-memory: 9KB
				      command-prefix: [prlimit, --nofile=256]
				      no-new-privileges: false
				      lazy: true
				      trace-wire: true
				""").definition();
		assertThat(definition).isEqualTo(PluginDefinition.builder("acme.linear")
			.required(false)
			.command("deno", "run", "a b,c")
			.args("--limit", "20", "true")
			.execArgv("--inspect")
			.workingDirectory(Path.of("data"))
			.env(Map.of("LINEAR_KEY", "k", "port", "8080"))
			.inheritEnv("HTTP_PROXY", "NPM_*")
			.capabilities("state.read")
			.rpcTimeout(Duration.ofSeconds(1))
			.initializeTimeout(Duration.ofSeconds(2))
			.shutdownDrain(Duration.ofSeconds(3))
			.shutdownTermGrace(Duration.ofSeconds(4))
			.shutdownKillGrace(Duration.ofSeconds(5))
			.restart(new RestartPolicy(false, Duration.ofSeconds(6), 3.5, Duration.ofSeconds(7), 0.5, -1,
					Duration.ofSeconds(8)))
			.healthCheckEnabled(false)
			.healthCheckInterval(Duration.ofSeconds(9))
			.healthCheckTimeout(Duration.ofSeconds(10))
			.healthCheckFailureThreshold(11)
			.healthCheckBusyLimit(Duration.ofSeconds(12))
			.limits(new WorkerLimits(1024, 2048, 3, 4, 5, Duration.ofSeconds(6), 7 * 1024, Duration.ofSeconds(8),
					9 * 1024L))
			.commandPrefix("prlimit", "--nofile=256")
			.noNewPrivileges(false)
			.lazy(true)
			.traceWire(true)
			.build());
	}

	@Test
	void definitionsWhenPluginsDependOnOthersKnowTheirIds() {
		List<PluginDefinition> definitions = this.application.yaml("""
				plugin-host:
				  defaults:
				    depends-on: [store]
				  plugins:
				    store: { id: acme.store, command: any }
				    linear: { command: any }
				    jira: { command: any, depends-on: [linear, acme.store] }
				    free: { command: any, depends-on: [] }
				""").definitions().definitions();
		assertThat(definitions).extracting(PluginDefinition::id)
			.containsExactly("acme.store", "linear", "jira", "free");
		assertThat(definitions).extracting(PluginDefinition::dependsOn)
			.containsExactly(Set.of(), Set.of("acme.store"), Set.of("linear", "acme.store"), Set.of());
	}

	@Test
	void definitionsWhenDefaultsAreSetApplyThem() {
		PluginDefinition definition = this.application.yaml("""
				plugin-host:
				  defaults:
				    required: false
				    args: [a, b]
				    capabilities: [x, y]
				    exec-argv: [--inspect]
				    env: { A: default, B: default }
				    rpc-timeout: 3s
				    initialize-timeout: 4s
				    restart: { enabled: false, jitter: 0.1 }
				  plugins:
				    linear:
				      entrypoint: worker.js
				      args: [c]
				      capabilities: []
				      env: { B: own, C: own }
				      rpc-timeout: 5s
				      restart: { jitter: 0.2 }
				""").definition();
		assertThat(definition).isEqualTo(PluginDefinition.builder("linear")
			.entrypoint("worker.js")
			.required(false)
			.args("c")
			.execArgv("--inspect")
			.env(Map.of("A", "default", "B", "own", "C", "own"))
			.rpcTimeout(Duration.ofSeconds(5))
			.initializeTimeout(Duration.ofSeconds(4))
			.restartEnabled(false)
			.restartJitter(0.2)
			.build());
	}

	@Test
	void definitionsWhenPluginIsDisabledLeaveItOut() {
		PluginDefinitions definitions = this.application.yaml("""
				plugin-host:
				  defaults: { enabled: false }
				  plugins:
				    one: { }
				    two: { enabled: true, entrypoint: two.js }
				    three: { enabled: false }
				""").definitions();
		assertThat(definitions.definitions()).extracting(PluginDefinition::id).containsExactly("two");
	}

	@Test
	void definitionsWhenNameIsInBracketsHaveItAsId() {
		PluginDefinition definition = this.application.yaml("""
				plugin-host:
				  plugins:
				    "[acme.linear]": { entrypoint: worker.js, args: [a], env: { A: b } }
				""").definition();
		assertThat(definition)
			.isEqualTo(PluginDefinition.builder("acme.linear").entrypoint("worker.js").args("a").env("A", "b").build());
	}

	@Test
	void definitionsWhenEnvironmentSpellsNameInItsWayAreOnePlugin() {
		PluginDefinition definition = this.application.yaml("""
				plugin-host.plugins.my-Plugin.entrypoint: worker.js
				""").environment("PLUGINHOST_PLUGINS_MYPLUGIN_ENTRYPOINT", "other.js").definition();
		assertThat(definition).isEqualTo(PluginDefinition.builder("my-Plugin").entrypoint("other.js").build());
	}

}
