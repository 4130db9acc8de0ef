package io.pluginhost.mischief;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

import io.pluginhost.WorkerStatus;
import io.pluginhost.testing.MischiefWorker;
import io.pluginhost.testing.WebApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint behind Spring Security, with the rules of {@code docs/security.md}: who is
 * nobody sees nothing, who may look may not act, and who may act may where actions are
 * switched on.
 */
class SecuredEndpointIntegrationTests {

	private static final String PLUGINS = "/actuator/plugins";

	private static final String LINEAR = "/actuator/plugins/linear";

	private static final String START = "{\"action\":\"start\"}";

	private static WebApplication application;

	@BeforeAll
	static void run() {
		application = WebApplication.runSecured(GuardedApplication.class,
				properties("management.endpoint.plugins.access=unrestricted",
						"management.endpoint.plugins.show-values=when-authorized",
						"management.endpoint.plugins.roles=OPERATOR"));
	}

	@AfterAll
	static void close() {
		if (application != null) {
			application.close();
		}
	}

	@Test
	void nobodySeesAndDoesNothing() {
		for (String path : List.of(PLUGINS, LINEAR, LINEAR + "/history", LINEAR + "/logs", LINEAR + "/calls",
				"/actuator/plugins/none")) {
			assertThat(application.get(path).statusCode()).as(path).isEqualTo(401);
			assertThat(application.get(path).body()).as(path).doesNotContain("pluginId", "stopped");
		}
		assertThat(application.post(LINEAR, START).statusCode()).isEqualTo(401);
		assertThat(application.get(LINEAR, login("observer", "wrong")).statusCode()).isEqualTo(401);
		assertThat(application.manager().getWorker("linear").diagnostics().generation()).isZero();
	}

	@Test
	void observerSeesWithoutValuesAndDoesNothing() {
		assertThat(application.get(PLUGINS, login("observer")).statusCode()).isEqualTo(200);
		assertThat(application.get(LINEAR, login("observer")).body()).contains("\"API_TOKEN\":\"******\"")
			.doesNotContain("token-of-linear");
		assertThat(application.get(LINEAR + "/logs", login("observer")).statusCode()).isEqualTo(200);
		assertThat(application.post(LINEAR, START, login("observer")).statusCode()).isEqualTo(403);
		assertThat(application.manager().getWorker("linear").diagnostics().generation()).isZero();
	}

	@Test
	void operatorSeesValuesAndActs() {
		assertThat(application.get(LINEAR, login("operator")).body()).contains("\"API_TOKEN\":\"token-of-linear\"");
		try (WebApplication own = WebApplication.runSecured(GuardedApplication.class,
				properties("management.endpoint.plugins.access=unrestricted"))) {
			assertThat(own.get(LINEAR, login("operator")).body()).doesNotContain("token-of-linear");
			assertThat(own.post(LINEAR, START, login("operator")).statusCode()).isEqualTo(202);
			await().atMost(MischiefHost.PATIENCE)
				.until(() -> own.manager().getWorker("linear").status() == WorkerStatus.RUNNING);
		}
	}

	@Test
	void operatorActsNotWhereActionsAreOff() {
		try (WebApplication own = WebApplication.runSecured(GuardedApplication.class, properties())) {
			assertThat(own.get(LINEAR, login("operator")).statusCode()).isEqualTo(200);
			assertThat(own.post(LINEAR, START, login("operator")).statusCode()).isEqualTo(405);
			assertThat(own.manager().getWorker("linear").diagnostics().generation()).isZero();
		}
	}

	/**
	 * Boot's own rules, where an application has none.
	 */
	@Test
	void nobodySeesAnythingWhereTheApplicationHasNoRules() {
		try (WebApplication own = WebApplication.runSecured(PlainApplication.class,
				properties("management.endpoint.plugins.access=unrestricted", "spring.security.user.name=user",
						"spring.security.user.password=password"))) {
			assertThat(own.get(PLUGINS).statusCode()).isEqualTo(401);
			assertThat(own.post(LINEAR, START).statusCode()).isIn(401, 403);
			assertThat(own.get(LINEAR, login("user")).body()).contains("******").doesNotContain("token-of-linear");
		}
	}

	@Test
	void idThatIsAPathLeadsNowhere() {
		for (String id : List.of("..%2Flinear", "%2e%2e%2fenv", "..%5Clinear", "linear%2F..%2F..%2Fenv", "linear%00",
				"%2Fetc%2Fpasswd")) {
			assertThat(application.get(PLUGINS + "/" + id, login("operator")).statusCode()).as(id).isIn(400, 404);
			assertThat(application.post(PLUGINS + "/" + id, START, login("operator")).statusCode()).as(id)
				.isIn(400, 403, 404);
		}
	}

	private static List<String> properties(String... more) {
		List<String> properties = new ArrayList<>(List.of(MischiefWorker.properties("linear")));
		properties.addAll(List.of("management.endpoints.web.exposure.include=health,plugins",
				"plugin-host.startup=none", "plugin-host.plugins.linear.env.API_TOKEN=token-of-linear"));
		properties.addAll(List.of(more));
		return properties;
	}

	private static String[] login(String user) {
		return login(user, "password");
	}

	private static String[] login(String user, String password) {
		return new String[] { "Authorization", "Basic "
				+ Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)) };
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class PlainApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class GuardedApplication {

		@Bean
		SecurityFilterChain endpointSecurity(HttpSecurity http) {
			return http.securityMatcher(EndpointRequest.toAnyEndpoint())
				.authorizeHttpRequests((requests) -> requests
					.requestMatchers(EndpointRequest.to("plugins").withHttpMethod(HttpMethod.POST))
					.hasRole("OPERATOR")
					.anyRequest()
					.hasAnyRole("OBSERVER", "OPERATOR"))
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.ignoringRequestMatchers(EndpointRequest.toAnyEndpoint()))
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("observer").password("{noop}password").roles("OBSERVER").build(),
					User.withUsername("operator").password("{noop}password").roles("OPERATOR").build());
		}

	}

}
