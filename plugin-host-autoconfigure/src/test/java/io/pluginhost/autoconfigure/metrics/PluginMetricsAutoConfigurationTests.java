package io.pluginhost.autoconfigure.metrics;

import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.client.PluginClient;
import io.pluginhost.client.PluginClientFactory;
import io.pluginhost.client.PluginMethod;
import io.pluginhost.metrics.DefaultPluginCallObservationConvention;
import io.pluginhost.metrics.PluginCallObservationContext;
import io.pluginhost.metrics.PluginMeters;
import io.pluginhost.metrics.PluginObservations;
import io.pluginhost.observation.CallObserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PluginMetricsAutoConfigurationTests {

	private static final String ID = "acme.linear";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(PluginHostAutoConfiguration.class, PluginMetricsAutoConfiguration.class))
		.withPropertyValues("plugin-host.startup=none", "plugin-host.plugins.linear.id=" + ID,
				"plugin-host.plugins.linear.command=/bin/false");

	private final ApplicationContextRunner boot = this.runner.withBean(SimpleMeterRegistry.class)
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, ObservationAutoConfiguration.class));

	@Test
	void pluginsHaveMetersFromTheBeginning() {
		this.boot.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("plugin.up").tag("plugin", ID).gauge().value()).isZero();
		});
	}

	@Test
	void callsAreObserved() {
		this.boot.run((context) -> {
			call(context.getBean(PluginWorkerManager.class));
			assertThat(context.getBean(MeterRegistry.class)
				.get("plugin.calls")
				.tags("plugin", ID, "method", "greet", "outcome", "UNAVAILABLE", "error", "WorkerUnavailableException")
				.timer()
				.count()).isOne();
		});
	}

	@Test
	void metersOfARemovedPluginAreGone() {
		this.boot.run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			call(manager);
			manager.removeWorker(ID).join();
			assertThat(registry.getMeters()).noneMatch((meter) -> meter.getId().getTag("plugin") != null);
			manager.startWorker(PluginDefinition.builder(ID).command("/bin/false").restartEnabled(false).build());
			assertThat(registry.get("plugin.up").tag("plugin", ID).gauge().value()).isZero();
		});
	}

	@Test
	void methodsOfClientInterfacesAreKnown() {
		this.boot.run((context) -> {
			PluginWorkerManager manager = context.getBean(PluginWorkerManager.class);
			Linear linear = context.getBean(PluginClientFactory.class).createClient(Linear.class);
			for (int i = 0; i < 100; i++) {
				String method = "m" + i;
				assertThatExceptionOfType(WorkerUnavailableException.class)
					.isThrownBy(manager.call(ID, method)::retrieve);
			}
			call(manager);
			assertThatExceptionOfType(WorkerUnavailableException.class).isThrownBy(linear::getData);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.find("plugin.calls").tag("method", "getData").timer()).isNotNull();
			assertThat(registry.find("plugin.calls").tag("method", "greet").timer()).isNull();
			assertThat(registry.get("plugin.calls").tag("method", "unknown").timer().count()).isOne();
		});
	}

	@Test
	void conventionOfTheApplicationIsUsed() {
		this.boot.withUserConfiguration(ConventionConfiguration.class).run((context) -> {
			call(context.getBean(PluginWorkerManager.class));
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("plugin.calls").tag("team", "blue").timer().count()).isOne();
		});
	}

	@Test
	void observationsCanBeSwitchedOffTheWayOfBoot() {
		this.boot.withPropertyValues("management.observations.enable.plugin.calls=false").run((context) -> {
			call(context.getBean(PluginWorkerManager.class));
			assertThat(context.getBean(MeterRegistry.class).find("plugin.calls").timer()).isNull();
		});
	}

	@Test
	void observerOfTheApplicationReplacesOurs() {
		this.boot.withBean(CallObserver.class, () -> CallObserver.NONE)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PluginObservations.class));
	}

	@Test
	void nothingIsThereWithoutRegistries() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(PluginMeters.class)
			.doesNotHaveBean(CallObserver.class));
	}

	@Test
	void metersAreThereWithoutObservations() {
		this.runner.withBean(SimpleMeterRegistry.class)
			.withClassLoader(new FilteredClassLoader("io.micrometer.observation"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PluginMeters.class)
				.doesNotHaveBean("pluginHostObservations"));
	}

	@Test
	void theHostIsThereWithoutMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer")).run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(PluginWorkerManager.class)
				.doesNotHaveBean("pluginHostMeters");
			call(context.getBean(PluginWorkerManager.class));
		});
	}

	@Test
	void nothingIsThereWhenTheHostIsSwitchedOff() {
		this.boot.withPropertyValues("plugin-host.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(PluginMeters.class)
				.doesNotHaveBean(CallObserver.class));
	}

	private static void call(PluginWorkerManager manager) {
		assertThatExceptionOfType(WorkerUnavailableException.class).isThrownBy(manager.call(ID, "greet")::retrieve);
	}

	@PluginClient(ID)
	interface Linear {

		@PluginMethod("getData")
		String getData();

	}

	@Configuration(proxyBeanMethods = false)
	static class ConventionConfiguration {

		@Bean
		DefaultPluginCallObservationConvention convention() {
			return new DefaultPluginCallObservationConvention() {

				@Override
				public KeyValues getLowCardinalityKeyValues(PluginCallObservationContext context) {
					return super.getLowCardinalityKeyValues(context).and("team", "blue");
				}

			};
		}

	}

}
