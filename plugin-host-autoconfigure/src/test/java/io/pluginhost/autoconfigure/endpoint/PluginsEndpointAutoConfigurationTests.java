package io.pluginhost.autoconfigure.endpoint;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.actuate.endpoint.PluginDescriptor;
import io.pluginhost.actuate.endpoint.PluginsEndpoint;
import io.pluginhost.actuate.endpoint.PluginsEndpointWebExtension;
import io.pluginhost.actuate.endpoint.PluginsInfoContributor;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.manager.WorkerRegistry;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class PluginsEndpointAutoConfigurationTests {

	private static final List<String> READ = List.of("GET plugins", "GET plugins/{id}", "GET plugins/{id}/{view}");

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(PluginHostAutoConfiguration.class, PluginsEndpointAutoConfiguration.class,
					EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class));

	private final WebApplicationContextRunner exposed = this.runner
		.withPropertyValues("management.endpoints.web.exposure.include=plugins");

	@Test
	void endpointIsNotThereUnlessExposed() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(PluginsEndpoint.class)
			.doesNotHaveBean(PluginsEndpointWebExtension.class));
	}

	@Test
	void endpointIsThereWhenExposed() {
		this.exposed.run((context) -> assertThat(context).hasSingleBean(PluginsEndpoint.class)
			.hasSingleBean(PluginsEndpointWebExtension.class));
	}

	@Test
	void infoHasNoPluginsUnlessAskedFor() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PluginsInfoContributor.class));
	}

	@Test
	void infoHasPluginsWhenAskedFor() {
		this.runner
			.withPropertyValues("management.info.plugins.enabled=true", "plugin-host.startup=none",
					"plugin-host.plugins.[acme.linear].command=any")
			.run((context) -> {
				Info.Builder info = new Info.Builder();
				context.getBean(PluginsInfoContributor.class).contribute(info);
				assertThat(info.build().getDetails()).isEqualTo(
						Map.of("plugins", Map.of("acme.linear", Map.of("status", "stopped", "totalCrashes", 0L))));
			});
	}

	@Test
	void endpointListsWhatEachPluginMayCall() {
		this.exposed.withBean(StateHandlers.class)
			.withPropertyValues("plugin-host.startup=none", "plugin-host.plugins.[acme.linear].command=any",
					"plugin-host.plugins.[acme.linear].capabilities=state.read",
					"plugin-host.plugins.[acme.linear].manifest.capabilities=state.write",
					"plugin-host.plugins.jira.command=any",
					"plugin-host.plugins.jira.capabilities=state.read,state.write")
			.run((context) -> {
				context.getBean(WorkerRegistry.class)
					.register(PluginDefinition.builder("acme.own")
						.command("any")
						.handler("own.get", (params, call) -> null)
						.handler("state.set", (params, call) -> null)
						.build());
				assertThat(hostMethods(context, "acme.linear")).containsExactly("acme.get", "all.get", "state.get");
				assertThat(hostMethods(context, "jira")).containsExactly("all.get", "jira.get", "state.get",
						"state.set");
				assertThat(hostMethods(context, "acme.own")).containsExactly("acme.get", "all.get", "own.get",
						"state.set");
			});
	}

	@Test
	void endpointIsNotThereWithoutAccess() {
		this.exposed.withPropertyValues("management.endpoint.plugins.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PluginsEndpoint.class));
	}

	@Test
	void endpointIsNotThereWhenPluginsAreNotHosted() {
		this.exposed.withPropertyValues("plugin-host.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PluginsEndpoint.class));
	}

	// With a manager of the application's own the endpoint shows what that offers and no
	// more
	@Test
	void endpointShowsWhatAnyManagerOffersWhenManagerIsNotOurs() {
		this.exposed.withBean(PluginWorkerManager.class, () -> new FakePluginWorkerManager("acme.linear", "other"))
			.withPropertyValues("plugin-host.startup=none", "plugin-host.plugins.[acme.linear].command=any",
					"plugin-host.plugins.[acme.linear].env.API_TOKEN=very-secret-token",
					"plugin-host.plugins.[acme.linear].args=--token=very-secret-token")
			.run((context) -> {
				PluginsEndpoint endpoint = context.getBean(PluginsEndpoint.class);
				assertThat(endpoint.plugins().plugins()).containsOnlyKeys("acme.linear", "other");
				PluginDescriptor configured = endpoint.plugin("acme.linear");
				assertThat(configured).isNotNull();
				assertThat(configured.definition()).isNotNull();
				assertThat(configured.definition().command()).first().isEqualTo("any");
				assertThat(configured.definition().command()).noneMatch((part) -> part.contains("very-secret-token"));
				assertThat(endpoint.plugin("other")).isNotNull().extracting(PluginDescriptor::definition).isNull();
				assertThat(endpoint.plugin("unknown")).isNull();
				for (String view : List.of("history", "logs", "calls")) {
					assertThat(endpoint.view("acme.linear", view)).as(view).isNull();
				}
				assertThat(endpoint.act("other", "stop")).isNotNull();
			});
	}

	@Test
	void endpointIsNotThereWhenActuatorIsNot() {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(PluginHostAutoConfiguration.class, PluginsEndpointAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("pluginHostEndpoint"));
	}

	@Test
	void usersEndpointTakesThePlaceOfOurs() {
		PluginsEndpoint own = mock(PluginsEndpoint.class);
		this.exposed.withBean(PluginsEndpoint.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed().getBean(PluginsEndpoint.class).isSameAs(own));
	}

	@Test
	void operationsByDefaultOnlyRead() {
		this.exposed.run((context) -> assertThat(operations(context)).hasSameElementsAs(READ).hasSameSizeAs(READ));
	}

	@Test
	void operationsWhenAccessIsUnrestrictedAlsoWrite() {
		this.exposed.withPropertyValues("management.endpoint.plugins.access=UNRESTRICTED")
			.run((context) -> assertThat(operations(context)).contains("POST plugins/{id}")
				.containsAll(READ)
				.hasSize(READ.size() + 1));
	}

	@Test
	void operationsWhenAllEndpointsAreUnrestrictedStillWaitForThisOnesAccess() {
		this.exposed.withPropertyValues("management.endpoints.access.default=UNRESTRICTED")
			.run((context) -> assertThat(operations(context)).contains("POST plugins/{id}"));
	}

	@Test
	void operationsWhenLessIsPermittedOnlyRead() {
		this.exposed
			.withPropertyValues("management.endpoint.plugins.access=UNRESTRICTED",
					"management.endpoints.access.max-permitted=READ_ONLY")
			.run((context) -> assertThat(operations(context)).doesNotContain("POST plugins/{id}").containsAll(READ));
	}

	@Test
	void propertiesHaveDefaults() {
		this.exposed.run((context) -> {
			PluginsEndpointProperties properties = context.getBean(PluginsEndpointProperties.class);
			assertThat(properties.showValues()).isEqualTo(Show.NEVER);
			assertThat(properties.roles()).isEmpty();
		});
	}

	@Test
	void propertiesAreBound() {
		this.exposed
			.withPropertyValues("management.endpoint.plugins.show-values=when-authorized",
					"management.endpoint.plugins.roles=admin,operator")
			.run((context) -> {
				PluginsEndpointProperties properties = context.getBean(PluginsEndpointProperties.class);
				assertThat(properties.showValues()).isEqualTo(Show.WHEN_AUTHORIZED);
				assertThat(properties.roles()).containsExactlyInAnyOrder("admin", "operator");
			});
	}

	/**
	 * Each once: what the web extension does takes the place of what the endpoint does.
	 */
	private static List<String> operations(ApplicationContext context) {
		return context.getBean(WebEndpointsSupplier.class)
			.getEndpoints()
			.stream()
			.flatMap((endpoint) -> endpoint.getOperations().stream())
			.map((operation) -> operation.getRequestPredicate())
			.map((predicate) -> predicate.getHttpMethod() + " " + predicate.getPath())
			.toList();
	}

	private static List<String> hostMethods(ApplicationContext context, String pluginId) {
		PluginDescriptor plugin = context.getBean(PluginsEndpoint.class).plugin(pluginId);
		assertThat(plugin).isNotNull();
		assertThat(plugin.definition()).isNotNull();
		return plugin.definition().hostMethods();
	}

	static class StateHandlers {

		@HostHandler("all.get")
		void all() {
		}

		@HostHandler(value = "state.get", capability = "state.read")
		void get() {
		}

		@HostHandler(value = "state.set", capability = "state.write")
		void set() {
		}

		@HostHandler(value = "acme.get", plugins = "acme.*")
		void acme() {
		}

		@HostHandler(value = "jira.get", plugins = "jira")
		void jira() {
		}

	}

}
