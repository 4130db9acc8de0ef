package io.pluginhost.autoconfigure;

import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.actuate.endpoint.PluginsEndpoint;
import io.pluginhost.client.ImportPluginClients;
import io.pluginhost.client.PluginClient;
import io.pluginhost.client.PluginMethod;
import io.pluginhost.health.PluginsHealthContributor;
import io.pluginhost.manager.WorkerRegistry;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreams;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;

/**
 * Applications whose manager is a mock, or one of their own.
 */
class OtherManagerAutoConfigurationTests {

	private static final String[] PROPERTIES = { "plugin-host.plugins.linear.command=any",
			"plugin-host.plugins.linear.required=false", "plugin-host.plugins.linear.limits.max-queued-stream-bytes=1B",
			"plugin-host.startup=none", "management.endpoints.web.exposure.include=*",
			"management.endpoint.health.show-details=always", "management.info.plugins.enabled=true" };

	// A manager of the application's own has endpoint, health and the limits that are
	// configured
	@Test
	void ownManagerKeepsWhatIsConfigured() {
		try (ConfigurableApplicationContext context = run(Application.class, OwnManager.class)) {
			assertThat(context.getBean(PluginsEndpoint.class).plugin("linear")).isNotNull();
			HealthIndicator health = (HealthIndicator) context.getBean(PluginsHealthContributor.class)
				.getContributor("linear");
			assertThat(health).isNotNull();
			Health linear = health.health();
			assertThat(linear).isNotNull();
			assertThat(linear.getStatus().getCode()).isEqualTo("DEGRADED");
		}
	}

	@Test
	void ownManagerKeepsTheLimitsOfStreams() {
		try (ConfigurableApplicationContext context = run(Application.class, OwnManager.class)) {
			Overflow overflow = new Overflow();
			context.getBean(PluginStreams.class).subscribe("linear", "news").subscribe(overflow);
			WorkerListener streams = (WorkerListener) context.getBean(PluginStreams.class);
			for (int i = 0; i < 3; i++) {
				streams.onStreamEvent(
						new PluginStreamEvent("linear", PluginStreamEvent.Kind.EMIT, "news", null, null, false));
			}
			overflow.subscription.request(Long.MAX_VALUE);
			await().until(() -> overflow.failure != null);
		}
	}

	// What a manager does not offer is logged, once
	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void ownManagerIsLoggedOnce(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run(Application.class, OwnManager.class)) {
			context.getBean(PluginsEndpoint.class).plugins();
			assertThat(output.getAll().split("which is not a HostedPlugins", -1)).hasSize(2);
			assertThat(output).doesNotContain("are configured, but");
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void ownManagerWithoutConfiguredPluginsIsLogged(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run(Application.class, EmptyManager.class)) {
			assertThat(context.isRunning()).isTrue();
			assertThat(output).contains("Plugins [linear] are configured, but the PluginWorkerManager in use");
		}
	}

	private static ConfigurableApplicationContext run(Class<?>... sources) {
		String[] arguments = Stream.of(PROPERTIES).map((property) -> "--" + property).toArray(String[]::new);
		return new SpringApplicationBuilder(sources).web(WebApplicationType.NONE).run(arguments);
	}

	// A test that replaces the manager by a mock starts, with endpoint, health, streams
	// and clients
	@Nested
	@SpringBootTest(classes = Application.class, properties = { "plugin-host.plugins.linear.command=any",
			"plugin-host.startup=none", "management.endpoints.web.exposure.include=*" })
	class Mocked {

		@MockitoBean
		private @Nullable PluginWorkerManager manager;

		@Test
		void contextStarts(@Autowired ApplicationContext context) {
			assertThat(context.getBean(PluginWorkerManager.class)).isSameAs(this.manager);
			assertThat(context.getBeansOfType(WorkerRegistry.class)).isEmpty();
			PluginsEndpoint endpoint = context.getBean(PluginsEndpoint.class);
			assertThat(endpoint.plugins().plugins()).isEmpty();
			assertThat(endpoint.plugin("linear")).isNull();
			assertThat(endpoint.view("linear", "calls")).isNull();
			assertThat(context.getBean(PluginsHealthContributor.class).stream()).isEmpty();
			assertThat(context.getBean(Linear.class)).isNotNull();
			assertThat(context.getBean(PluginStreams.class).subscribe("linear", "news")).isNotNull();
		}

	}

	// A test that spies on the manager still has the host's own
	@Nested
	@SpringBootTest(classes = Application.class, properties = { "plugin-host.plugins.linear.command=any",
			"plugin-host.startup=none", "management.endpoints.web.exposure.include=*" })
	class Spied {

		@MockitoSpyBean
		private @Nullable PluginWorkerManager manager;

		@Test
		void contextStarts(@Autowired ApplicationContext context) {
			assertThat(this.manager).isInstanceOf(WorkerRegistry.class);
			given(this.manager.isRunning("linear")).willReturn(true);
			assertThat(context.getBean(PluginWorkerManager.class).isRunning("linear")).isTrue();
			assertThat(context.getBean(PluginsEndpoint.class).view("linear", "calls")).isNotNull();
		}

	}

	private static final class Overflow implements Flow.Subscriber<PluginStreamEvent> {

		private volatile Flow.@Nullable Subscription subscription;

		private volatile @Nullable Throwable failure;

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.subscription = subscription;
		}

		@Override
		public void onNext(PluginStreamEvent item) {
		}

		@Override
		public void onError(Throwable failure) {
			this.failure = failure;
		}

		@Override
		public void onComplete() {
		}

	}

	@PluginClient("linear")
	interface Linear {

		@PluginMethod("issues")
		List<String> issues();

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportPluginClients(Linear.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnManager {

		@Bean
		PluginWorkerManager ownManager() {
			return new FakePluginWorkerManager("linear");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EmptyManager {

		@Bean
		PluginWorkerManager ownManager() {
			return new FakePluginWorkerManager();
		}

	}

}
