package io.pluginhost.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

import io.pluginhost.RpcTimeoutException;
import io.pluginhost.UnknownPluginException;
import io.pluginhost.client.ImportPluginClients;
import io.pluginhost.client.InvalidPluginClientException;
import io.pluginhost.client.PluginClient;
import io.pluginhost.client.PluginClientFactory;
import io.pluginhost.client.PluginMethod;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Clients as an application has them.
 */
class PluginClientAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class, PluginHostAutoConfiguration.class));

	private final ApplicationContextRunner clients = this.runner.withUserConfiguration(ClientsConfiguration.class)
		.withPropertyValues("my.timeout=1ms");

	@Test
	void clientCallsPlugin() {
		this.clients.withPropertyValues(MischiefWorker.properties("echo")).run((context) -> {
			Echo echo = context.getBean(Echo.class);
			assertThat(echo.echo("a", 1)).isEqualTo(Map.of("text", "a", "number", 1));
			assertThat(echo.reactive(Map.of("b", 2)).block()).isEqualTo(Map.of("b", 2));
			assertThatExceptionOfType(RpcTimeoutException.class).isThrownBy(echo::silence)
				.withMessageContaining("1 ms");
		});
	}

	@Test
	void clientOfPluginThatIsNotThereFailsWhenCalled() {
		this.clients.run((context) -> {
			Echo echo = context.getBean(Echo.class);
			assertThatExceptionOfType(UnknownPluginException.class).isThrownBy(() -> echo.echo("a", 1));
			assertThat(echo.reactive(Map.of()).toFuture()).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.withCauseInstanceOf(UnknownPluginException.class);
		});
	}

	@Test
	void clientWithPlaceholderThatHasNoValueStopsTheStart() {
		this.runner.withUserConfiguration(ClientsConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.hasCauseInstanceOf(InvalidPluginClientException.class)
				.hasMessageContaining("has a placeholder without a value: \"${my.timeout}\""));
	}

	@Test
	void usersFactoryTakesThePlaceOfOurs() {
		PluginClientFactory own = mock();
		this.runner.withBean(PluginClientFactory.class, () -> own)
			.run((context) -> assertThat(context).getBean(PluginClientFactory.class).isSameAs(own));
	}

	@Test
	void nothingIsThereWhenDisabled() {
		this.clients.withPropertyValues("plugin-host.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(PluginClientFactory.class)
				.doesNotHaveBean(Echo.class));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportPluginClients(Echo.class)
	static class ClientsConfiguration {

	}

	@PluginClient("echo")
	interface Echo {

		@PluginMethod("echo")
		Map<String, Object> echo(String text, int number);

		@PluginMethod("echo")
		Mono<Map<String, Object>> reactive(Map<String, Object> params);

		@PluginMethod(value = "silence", timeout = "${my.timeout}")
		void silence();

	}

}
