package io.pluginhost.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import jakarta.annotation.PostConstruct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerUnavailableException;
import io.pluginhost.autoconfigure.endpoint.PluginsEndpointAutoConfiguration;
import io.pluginhost.autoconfigure.metrics.PluginMetricsAutoConfiguration;
import io.pluginhost.client.PluginClient;
import io.pluginhost.client.PluginMethod;
import io.pluginhost.testing.FailureReport;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What an application's own beans can do and get wrong while it starts.
 */
class StartOfApplicationAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class));

	// An ObservationHandler or MeterFilter that takes the manager makes no cycle, and
	// calls are observed
	@Test
	void beansOfRegistriesMayTakeTheManager() {
		this.runner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
					ObservationAutoConfiguration.class, PluginMetricsAutoConfiguration.class))
			.withUserConfiguration(RegistryConfiguration.class)
			.withPropertyValues(MischiefWorker.properties("echo"))
			.withPropertyValues("plugin-host.startup=blocking")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.get("plugin.up").tag("plugin", "echo").gauge().value()).isEqualTo(1);
				context.getBean(PluginWorkerManager.class).call("echo", "echo").retrieve();
				assertThat(meters.get("plugin.calls").tag("plugin", "echo").timer().count()).isEqualTo(1);
				assertThat(context.getBean(CountingHandler.class).started).isPositive();
			});
	}

	// A call from @PostConstruct fails with the reason and what to do instead
	@Test
	void callBeforeTheStartSaysWhatToDoInstead() {
		this.runner.withBean(EarlyCaller.class)
			.withPropertyValues(MischiefWorker.properties("echo"))
			.run((context) -> assertThat(context.getBean(EarlyCaller.class).failure).isNotNull()
				.hasMessageStartingWith("Plugin 'echo' cannot take 'echo' while STOPPED (it has not been started yet")
				.hasMessageContaining("ApplicationRunner")
				.hasMessageContaining("'lazy'"));
	}

	// A call from @PostConstruct starts a lazy plugin
	@Test
	void callBeforeTheStartStartsALazyPlugin() {
		this.runner.withBean(EarlyCaller.class)
			.withPropertyValues(MischiefWorker.properties("echo"))
			.withPropertyValues("plugin-host.plugins.echo.lazy=true")
			.run((context) -> {
				assertThat(context.getBean(EarlyCaller.class).failure).isNull();
				assertThat(context.getBean(PluginWorkerManager.class).getWorker("echo").diagnostics().generation())
					.isEqualTo(1);
			});
	}

	// A context that ends before plugins are started leaves no directory of unpacked
	// workers
	@Test
	void nothingIsUnpackedBeforeTheStart(@TempDir Path directory) {
		AtomicReference<List<Path>> before = new AtomicReference<>();
		this.runner.withBean(SmartLifecycle.class, () -> new EarlyLifecycle(() -> before.set(list(directory))))
			.withPropertyValues("plugin-host.plugins.packed.entrypoint=classpath:mischief/worker.sh",
					"plugin-host.plugins.packed.required=false", "plugin-host.work-directory=" + directory)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(before.get()).isEmpty();
			});
	}

	// An endpoint of the application that has the id of ours is reported
	@Test
	void endpointWithOurIdIsReported() {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(PluginHostAutoConfiguration.class, PluginsEndpointAutoConfiguration.class,
							EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class))
			.withBean("pluginsEndpoint", OwnEndpoint.class)
			.withPropertyValues("management.endpoints.web.exposure.include=plugins")
			.run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis report = FailureReport.of(context.getStartupFailure());
				assertThat(report.getDescription()).contains("'plugins'").contains("pluginsEndpoint");
				assertThat(report.getAction()).contains("another id").contains("spring.autoconfigure.exclude");
			});
	}

	// A missing client bean is reported with the annotation that makes it
	@Test
	void missingClientBeanIsReportedWithItsAnnotation() {
		this.runner.withBean(NeedsClient.class).run((context) -> {
			FailureAnalysis report = FailureReport.of(context.getStartupFailure());
			assertThat(report.getDescription()).contains("Linear is marked with @PluginClient but is no bean")
				.contains("NeedsClient");
			assertThat(report.getAction()).contains("@ImportPluginClients(Linear.class)");
		});
	}

	private static List<Path> list(Path directory) {
		try (Stream<Path> files = Files.list(directory)) {
			return files.toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@PluginClient("linear")
	interface Linear {

		@PluginMethod("issues")
		List<String> issues();

	}

	record NeedsClient(Linear linear) {
	}

	@Endpoint(id = "plugins")
	static class OwnEndpoint {

	}

	static class EarlyCaller {

		private final PluginWorkerManager manager;

		private @Nullable WorkerUnavailableException failure;

		EarlyCaller(PluginWorkerManager manager) {
			this.manager = manager;
		}

		@PostConstruct
		void call() {
			this.failure = catchThrowableOfType(WorkerUnavailableException.class,
					() -> this.manager.call("echo", "echo").retrieve());
		}

	}

	private static final class EarlyLifecycle implements SmartLifecycle {

		private final Runnable action;

		private boolean running;

		EarlyLifecycle(Runnable action) {
			this.action = action;
		}

		@Override
		public void start() {
			this.running = true;
			this.action.run();
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return Integer.MIN_VALUE;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RegistryConfiguration {

		@Bean
		MeterFilter filter(PluginWorkerManager manager) {
			return MeterFilter.denyNameStartsWith(String.valueOf(manager.getWorkers().size()));
		}

		@Bean
		CountingHandler handler(PluginWorkerManager manager) {
			return new CountingHandler(manager);
		}

		@Bean
		String early(ObservationRegistry registry, MeterRegistry meters) {
			return "early";
		}

	}

	static class CountingHandler implements ObservationHandler<Observation.Context> {

		private int started;

		CountingHandler(PluginWorkerManager manager) {
			assertThat(manager.getWorkers()).hasSize(1);
		}

		@Override
		public void onStart(Observation.Context context) {
			this.started++;
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
