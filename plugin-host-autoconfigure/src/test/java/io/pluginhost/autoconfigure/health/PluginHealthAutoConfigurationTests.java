package io.pluginhost.autoconfigure.health;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerStatus;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.health.PluginsHealthContributor;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;

class PluginHealthAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class, PluginHealthAutoConfiguration.class,
				EndpointAutoConfiguration.class, HealthContributorAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=health", "plugin-host.startup=none",
				"plugin-host.plugins.linear.id=acme.linear", "plugin-host.plugins.linear.command=/bin/false",
				"plugin-host.plugins.slack.id=acme.slack", "plugin-host.plugins.slack.command=/bin/false",
				"plugin-host.plugins.slack.required=false");

	@Test
	void contributorIsThere() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(PluginsHealthContributor.class);
			assertThat(component(context, "plugins")).isInstanceOf(CompositeHealthDescriptor.class);
			assertThat(status(context, "plugins", "acme.linear")).isEqualTo(Status.OUT_OF_SERVICE);
		});
	}

	@Test
	void contributorDoesNotMissLazyPlugin() {
		this.runner.withPropertyValues("plugin-host.plugins.slack.required=true", "plugin-host.plugins.slack.lazy=true")
			.run((context) -> {
				assertThat(status(context, "plugins", "acme.linear")).isEqualTo(Status.OUT_OF_SERVICE);
				assertThat(status(context, "plugins", "acme.slack")).isEqualTo(Status.UNKNOWN);
			});
	}

	@Test
	void contributorIsNotThereWhenHealthIsNot() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(PluginHostAutoConfiguration.class, PluginHealthAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("pluginsHealthContributor"));
	}

	@Test
	void contributorIsNotThereWhenActuatorIsNot() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(PluginHostAutoConfiguration.class, PluginHealthAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate",
					"org.springframework.boot.health.autoconfigure"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("pluginsHealthContributor"));
	}

	@Test
	void contributorIsNotThereWhenSwitchedOff() {
		this.runner.withPropertyValues("management.health.plugins.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PluginsHealthContributor.class));
	}

	@Test
	void contributorIsNotThereWhenAllAreSwitchedOff() {
		this.runner.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PluginsHealthContributor.class));
	}

	@Test
	void contributorIsNotThereWhenPluginsAreNotHosted() {
		this.runner.withPropertyValues("plugin-host.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PluginsHealthContributor.class));
	}

	@Test
	void usersContributorTakesThePlaceOfOurs() {
		this.runner.withBean("pluginsHealthContributor", HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(PluginsHealthContributor.class);
				assertThat(status(context, "plugins")).isEqualTo(Status.UP);
			});
	}

	// 'required' holds for a manager of the application's own too; what is not configured
	// is
	@Test
	void pluginsOfUsersManagerAreAsRequiredAsConfigured() {
		FakePluginWorkerManager manager = new FakePluginWorkerManager("acme.slack", "other");
		manager.getWorker("acme.slack").become(WorkerStatus.CRASHED);
		manager.getWorker("other").become(WorkerStatus.CRASHED);
		this.runner.withBean(PluginWorkerManager.class, () -> manager).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(status(context, "plugins", "acme.slack")).isEqualTo(new Status("DEGRADED"));
			assertThat(status(context, "plugins", "other")).isEqualTo(Status.DOWN);
		});
	}

	@Test
	void healthGroupMayNamePluginFromTheStart() {
		this.runner.withPropertyValues("management.endpoint.health.group.tracker.include=plugins/acme.linear")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(((CompositeHealthDescriptor) component(context, "tracker", "plugins")).getComponents())
					.containsOnlyKeys("acme.linear");
			});
	}

	@Test
	void healthGroupMayNotNamePluginThatIsNotThere() {
		this.runner.withPropertyValues("management.endpoint.health.group.tracker.include=plugins/acme.github")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("plugins/acme.github"));
	}

	@Test
	void applicationIsUpWhenPluginThatIsNotRequiredIsDegraded() {
		// What is DEGRADED counts neither in the aggregate nor as an HTTP status
		this.runner.withPropertyValues("plugin-host.plugins.linear.enabled=false")
			.withBean("databaseHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> {
				assertThat(status(context, "plugins", "acme.slack")).isEqualTo(new Status("DEGRADED"));
				Status application = status(context);
				assertThat(application).isEqualTo(Status.UP);
				assertThat(context.getBean(HttpCodeStatusMapper.class).getStatusCode(application)).isEqualTo(200);
			});
	}

	@Test
	void pluginsAreNotDownWhenNoneOfThemIsRequired() {
		this.runner.withPropertyValues("plugin-host.plugins.linear.enabled=false").run((context) -> {
			Status plugins = status(context, "plugins");
			assertThat(plugins).isEqualTo(Status.UNKNOWN);
			HealthEndpointGroups groups = context.getBean(HealthEndpointGroups.class);
			assertThat(groups.getPrimary().getHttpCodeStatusMapper().getStatusCode(plugins)).isEqualTo(200);
			assertThat(groups.getPrimary().getHttpCodeStatusMapper().getStatusCode(new Status("DEGRADED")))
				.isEqualTo(200);
		});
	}

	@Test
	void applicationIsOutOfServiceWhileRequiredPluginHasNeverRun() {
		this.runner.run((context) -> assertThat(status(context)).isEqualTo(Status.OUT_OF_SERVICE));
	}

	private static Status status(ApplicationContext context, String... path) {
		return component(context, path).getStatus();
	}

	private static HealthDescriptor component(ApplicationContext context, String... path) {
		HealthDescriptor descriptor = context.getBean(HealthEndpoint.class).healthForPath(path);
		assertThat(descriptor).as(String.join("/", path)).isNotNull();
		return (path.length != 0) ? descriptor : context.getBean(HealthEndpoint.class).health();
	}

}
