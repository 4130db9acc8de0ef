package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionCustomizer;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.manager.WorkerRegistry;
import io.pluginhost.process.WorkerProcessLauncher;
import io.pluginhost.testing.FailureReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Plugins that an application defines as beans or in code, and what customizes them.
 */
@ExtendWith(OutputCaptureExtension.class)
class PluginDefinitionBeansAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
		.withBean(WorkerProcessLauncher.class, () -> (definition) -> {
			throw new IOException("no processes here");
		})
		.withPropertyValues("plugin-host.plugins.configured.command=worker", "plugin-host.defaults.required=false",
				"plugin-host.defaults.command-prefix=prlimit", "plugin-host.defaults.limits.max-memory=1GB");

	// A PluginDefinition bean registers a plugin that is started with the application
	@Test
	void beanRegistersPluginWithDefaults(CapturedOutput output) {
		this.runner.withUserConfiguration(BeanConfiguration.class).run((context) -> {
			assertThat(context.getBean(PluginWorkerManager.class).findWorker("acme.bean")).isPresent();
			PluginDefinition definition = definition(context, "acme.bean");
			assertThat(definition.commandPrefix()).containsExactly("prlimit");
			assertThat(definition.limits().maxMemory()).isEqualTo(1L << 30);
			assertThat(definition.rpcTimeout()).hasSeconds(30);
			assertThat(context.getBean(WorkerRegistry.class)
				.isMeantToRun(context.getBean(PluginWorkerManager.class).getWorker("acme.bean"))).isTrue();
			assertThat(output).contains("2 configured plugins").contains(".capabilities(\"state.read\")");
		});
	}

	// A plugin of the configuration can depend on one that is a bean
	@Test
	void beanIsKnownToDependencies() {
		this.runner.withUserConfiguration(BeanConfiguration.class)
			.withPropertyValues("plugin-host.plugins.configured.depends-on=acme.bean")
			.run((context) -> assertThat(definition(context, "configured").dependsOn()).containsExactly("acme.bean"));
	}

	// An id that a bean and an entry of the configuration share is a mistake with a
	// report
	@Test
	void beanWithIdOfAnotherPluginIsReported() {
		this.runner.withUserConfiguration(BeanConfiguration.class)
			.withPropertyValues("plugin-host.plugins.configured.id=acme.bean")
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(FailureReport.of(context.getStartupFailure()).getDescription()).contains("bean 'acmePlugin'")
					.contains(
							"gives the plugin the id 'acme.bean', which 'plugin-host.plugins.configured' already has");
			});
	}

	// A bean that depends on what is no plugin is reported by its name
	@Test
	void beanWithUnknownDependencyIsReported() {
		this.runner
			.withBean("lonely", PluginDefinition.class,
					() -> PluginDefinition.builder("lonely").command("worker").dependsOn("nobody").build())
			.run((context) -> assertThat(FailureReport.of(context.getStartupFailure()).getDescription())
				.contains("bean 'lonely' (depends-on)")
				.contains("names 'nobody', which is not a plugin"));
	}

	@Test
	void beanIsNotHostedWhenDefaultIsNotToHost() {
		this.runner.withUserConfiguration(BeanConfiguration.class)
			.withPropertyValues("plugin-host.defaults.enabled=false")
			.run((context) -> assertThat(context.getBean(PluginWorkerManager.class).getWorkers()).isEmpty());
	}

	// What a definition given to startWorker does not set has the value of
	// plugin-host.defaults
	@Test
	void startWorkerFillsWhatIsNotSetWithDefaults() {
		this.runner.run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			manager.startWorker(PluginDefinition.builder("plain").command("worker").build());
			manager.startWorker(PluginDefinition.builder("own").command("worker").commandPrefix(List.of()).build());
			assertThat(definition(context, "plain").commandPrefix()).containsExactly("prlimit");
			assertThat(definition(context, "plain").limits().maxMemory()).isEqualTo(1L << 30);
			assertThat(definition(context, "own").commandPrefix()).isEmpty();
			assertThat(definition(context, "own").limits().maxMemory()).isEqualTo(1L << 30);
		});
	}

	// Customizers see every definition, in their order and after the defaults
	@Test
	void customizersAreAppliedLastToEveryDefinition() {
		this.runner.withUserConfiguration(BeanConfiguration.class, CustomizerConfiguration.class).run((context) -> {
			context.getBean(PluginWorkerManager.class)
				.startWorker(PluginDefinition.builder("uploaded").command("worker").build());
			for (String id : List.of("configured", "acme.bean", "uploaded")) {
				assertThat(definition(context, id).commandPrefix()).as(id).containsExactly("prlimit", "bwrap");
				assertThat(definition(context, id).rpcTimeout()).as(id).hasSeconds(2);
			}
			assertThat(context.getBean(CustomizerConfiguration.class).seen).containsExactly("configured", "acme.bean",
					"uploaded");
		});
	}

	// A customizer that fails keeps the plugin from being registered
	@Test
	void startWorkerWhenCustomizerFailsRegistersNothing() {
		this.runner.withBean(PluginDefinitionCustomizer.class, () -> (builder) -> {
			if (builder.build().id().equals("uploaded")) {
				throw new IllegalStateException("not signed");
			}
		}).run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			PluginDefinition uploaded = PluginDefinition.builder("uploaded").command("worker").build();
			assertThatIllegalStateException().isThrownBy(() -> manager.startWorker(uploaded)).withMessage("not signed");
			assertThat(manager.findWorker("uploaded")).isEmpty();
		});
	}

	private static PluginDefinition definition(AssertableApplicationContext context, String id) {
		return context.getBean(WorkerRegistry.class).findDefinition(id).orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class BeanConfiguration {

		@Bean
		PluginDefinition acmePlugin() {
			return PluginDefinition.builder("acme.bean")
				.command("worker")
				.manifest(Map.of("capabilities", List.of("state.read")))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration {

		final List<String> seen = new ArrayList<>();

		@Bean
		@Order(2)
		PluginDefinitionCustomizer second() {
			return (builder) -> {
				this.seen.add(builder.build().id());
				builder.rpcTimeout(builder.build().rpcTimeout().dividedBy(2));
			};
		}

		@Bean
		@Order(1)
		PluginDefinitionCustomizer first() {
			return (builder) -> {
				List<String> prefix = new ArrayList<>(builder.build().commandPrefix());
				prefix.add("bwrap");
				builder.commandPrefix(prefix).rpcTimeout(Duration.ofSeconds(4));
			};
		}

	}

}
