package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.mockito.Answers;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;
import io.pluginhost.autoconfigure.endpoint.PluginsEndpointAutoConfiguration;
import io.pluginhost.autoconfigure.health.PluginHealthAutoConfiguration;
import io.pluginhost.autoconfigure.metrics.PluginMetricsAutoConfiguration;
import io.pluginhost.autoconfigure.stream.PluginStreamsAutoConfiguration;
import io.pluginhost.configtree.InvalidPluginConfigurationException;
import io.pluginhost.manager.WorkerRegistry;
import io.pluginhost.process.LocalProcessLauncher;
import io.pluginhost.process.WorkerProcessLauncher;
import io.pluginhost.rpc.RpcCodec;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class PluginHostAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class,
				PluginsEndpointAutoConfiguration.class, PluginHealthAutoConfiguration.class));

	@Test
	void managerIsThereWithoutAnyPlugin() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(PluginWorkerManager.class);
			assertThat(context.getBean(PluginWorkerManager.class).getWorkers()).isEmpty();
		});
	}

	@Test
	void lazyPluginIsStartedByItsFirstCall() {
		this.runner.withPropertyValues(MischiefWorker.properties("echo"))
			.withPropertyValues("plugin-host.startup=blocking", "plugin-host.plugins.echo.lazy=true")
			.run((context) -> {
				PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
				assertThat(manager.getWorker("echo").status()).isEqualTo(WorkerStatus.STOPPED);
				assertThat(manager.getWorker("echo").diagnostics().generation()).isZero();
				assertThat(manager.call("echo", "echo").param("text", "hi").retrieve().path("text").asString())
					.isEqualTo("hi");
				assertThat(manager.isRunning("echo")).isTrue();
			});
	}

	// The names of all our beans begin alike, so that none collides with an application's
	@Test
	void beansHavePrefix() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class,
					PluginsEndpointAutoConfiguration.class, PluginHealthAutoConfiguration.class,
					PluginMetricsAutoConfiguration.class, PluginStreamsAutoConfiguration.class,
					EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.withPropertyValues("management.endpoints.web.exposure.include=plugins",
					"management.info.plugins.enabled=true")
			.run((context) -> {
				List<String> names = Arrays.stream(context.getBeanDefinitionNames()).filter((name) -> {
					BeanDefinition definition = context.getBeanFactory().getBeanDefinition(name);
					return definition instanceof AnnotatedBeanDefinition annotated
							&& annotated.getFactoryMethodMetadata() != null
							&& annotated.getFactoryMethodMetadata()
								.getDeclaringClassName()
								.startsWith("io.pluginhost.");
				}).toList();
				assertThat(names).hasSizeGreaterThan(20).allSatisfy((name) -> {
					// The health endpoint takes the component's name from that of the
					// bean
					if (!name.equals("pluginsHealthContributor")) {
						assertThat(name).startsWith("pluginHost");
					}
				});
			});
	}

	@Test
	void nothingIsThereWhenDisabled() {
		this.runner.withPropertyValues("plugin-host.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(PluginWorkerManager.class)
				.doesNotHaveBean(PluginHostLifecycle.class)
				.doesNotHaveBean(WorkerProcessLauncher.class));
	}

	@Test
	void usersManagerTakesThePlaceOfOurs() {
		PluginWorkerManager own = mock(PluginWorkerManager.class, (invocation) -> {
			if (invocation.getMethod().getName().equals("stopAll")) {
				return CompletableFuture.completedFuture(null);
			}
			return Answers.RETURNS_DEFAULTS.answer(invocation);
		});
		this.runner.withBean(PluginWorkerManager.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WorkerRegistry.class)
				.getBean(PluginWorkerManager.class)
				.isSameAs(own));
	}

	@Test
	void modulesAreThoseOfTheApplicationsOneMapper() {
		ApplicationContextRunner one = this.runner.withBean("one", JsonMapper.class, () -> naming("one"));
		one.run((context) -> assertThat(written(context)).contains("[\"one\"]"));
		one.withBean("two", JsonMapper.class, () -> naming("two"))
			.run((context) -> assertThat(written(context)).contains("[\"UP\"]"));
		one.withBean("two", JsonMapper.class, () -> naming("two"), (bean) -> bean.setPrimary(true))
			.run((context) -> assertThat(written(context)).contains("[\"two\"]"));
	}

	private static JsonMapper naming(String name) {
		return JsonMapper.builder()
			.addModule(
					new SimpleModule(name).addSerializer(RoundingMode.class, new StdSerializer<>(RoundingMode.class) {

						@Override
						public void serialize(RoundingMode value, JsonGenerator json, SerializationContext context) {
							json.writeString(name);
						}

					}))
			.build();
	}

	private static String written(AssertableApplicationContext context) {
		return new String(
				context.getBean(RpcCodec.class).encodeRequest(1, "round", null, List.of(RoundingMode.UP), 1000));
	}

	@Test
	void usersLauncherTakesThePlaceOfOurs() {
		this.runner.withUserConfiguration(OwnLauncherConfiguration.class).run((context) -> {
			assertThat(context).doesNotHaveBean(LocalProcessLauncher.class);
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			assertThat(manager.startWorker(PluginDefinition.builder("any").command("nothing").build()))
				.failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.withMessageContaining("not on this planet");
		});
	}

	@Test
	void executorsOfBootStay() {
		this.runner
			.withConfiguration(
					AutoConfigurations.of(TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
			.withUserConfiguration(SchedulingConfiguration.class)
			.run((context) -> {
				assertThat(context.getBeanNamesForType(Executor.class)).contains("applicationTaskExecutor");
				assertThat(context.getBeanNamesForType(TaskScheduler.class)).containsExactly("taskScheduler");
			});
	}

	@Test
	void pluginRunsWithoutWhatIsOptional() {
		this.runner.withPropertyValues(MischiefWorker.properties("echo"))
			.withPropertyValues("plugin-host.startup=blocking")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate",
					"org.springframework.boot.health", "io.micrometer", "jakarta.validation", "org.springframework.web",
					"jakarta.servlet", "reactor", "org.springframework.boot.jackson"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(PluginWorkerManager.class)
					.call("echo", "echo")
					.param("text", "ünï")
					.retrieve()
					.path("text")
					.stringValue()).isEqualTo("ünï");
			});
	}

	@Test
	void pluginsAreRegisteredButNotStartedWhenStartupIsNone() {
		this.runner.withPropertyValues(MischiefWorker.properties("echo"))
			.withPropertyValues("plugin-host.startup=none")
			.run((context) -> {
				PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
				assertThat(manager.getWorker("echo").status()).isEqualTo(WorkerStatus.STOPPED);
				assertThat(manager.getWorker("echo").diagnostics().generation()).isZero();
			});
	}

	@Test
	void missingEntrypointsMatterOnlyWhenPluginsAreStarted() {
		this.runner
			.withPropertyValues("plugin-host.startup=none", "plugin-host.plugins.gone.entrypoint=no/such/worker.js")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withPropertyValues("plugin-host.plugins.gone.entrypoint=no/such/worker.js")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPluginConfigurationException.class)
				.hasMessageContaining("plugin-host.plugins.gone.entrypoint"));
	}

	@Test
	void applicationFailsWhenRequiredPluginDoesNotStartAndItWaits() {
		this.runner.withPropertyValues(MischiefWorker.properties("broken", "initialize-refused"))
			.withPropertyValues("plugin-host.startup=blocking")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Required plugin 'broken' did not start"));
	}

	@Test
	void applicationStartsWhenPluginThatIsNotRequiredDoesNot() {
		this.runner.withPropertyValues(MischiefWorker.properties("broken", "initialize-refused"))
			.withPropertyValues("plugin-host.startup=blocking", "plugin-host.plugins.broken.required=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void stopThenStartOfContextBringsBackWhatWasMeantToRun() {
		this.runner.withPropertyValues(MischiefWorker.properties("one"))
			.withPropertyValues(MischiefWorker.properties("two"))
			.withPropertyValues("plugin-host.startup=blocking")
			.run((context) -> {
				PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
				manager.getWorker("two").stop().join();
				context.getSourceApplicationContext(ConfigurableApplicationContext.class).stop();
				assertThat(manager.getWorker("one").status()).isEqualTo(WorkerStatus.STOPPED);
				context.getSourceApplicationContext(ConfigurableApplicationContext.class).start();
				assertThat(manager.getWorker("one").status()).isEqualTo(WorkerStatus.RUNNING);
				assertThat(manager.getWorker("two").status()).isEqualTo(WorkerStatus.STOPPED);
			});
	}

	@Test
	void lifecycleStopsAfterWebServerAndIsNotPaused() {
		this.runner.run((context) -> {
			PluginHostLifecycle lifecycle = context.getBean(PluginHostLifecycle.class);
			assertThat(lifecycle.getPhase()).isEqualTo(Integer.MAX_VALUE - 3072);
			assertThat(lifecycle.isPauseable()).isFalse();
		});
	}

	@Test
	void workerGetsNothingOfTheHostsEnvironment() {
		this.runner.withPropertyValues(MischiefWorker.properties("echo"))
			.withPropertyValues("plugin-host.startup=blocking", "plugin-host.plugins.echo.env.GREETING=hello")
			.run((context) -> assertThat(
					context.getBean(PluginWorkerManager.class).call("echo", "environment").retrieve(String[].class))
				.contains("PATH", "TZ", "NODE_ENV", "PLUGIN_ID", "PAPERCLIP_PLUGIN_ID", "PLUGIN_HOST_OWNER", "GREETING")
				.isSubsetOf("PATH", "TZ", "NODE_ENV", "PLUGIN_ID", "PAPERCLIP_PLUGIN_ID", "PLUGIN_HOST_OWNER",
						"GREETING", "LANG", "LC_ALL", "NODE_PATH"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnLauncherConfiguration {

		@Bean
		WorkerProcessLauncher launcher() {
			return (definition) -> {
				throw new IOException("not on this planet");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class SchedulingConfiguration {

	}

}
