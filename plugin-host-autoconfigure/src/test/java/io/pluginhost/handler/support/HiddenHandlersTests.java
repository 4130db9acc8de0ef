package io.pluginhost.handler.support;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.pluginhost.handler.HostHandler;
import io.pluginhost.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Host methods that the return type of a {@code @Bean} method hides, where beans are
 * lazy.
 */
@ExtendWith(OutputCaptureExtension.class)
class HiddenHandlersTests {

	private final ApplicationContextRunner lazy = new ApplicationContextRunner()
		.withInitializer(
				(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
		.withUserConfiguration(RegistryConfiguration.class);

	// Under lazy initialization host methods behind a @Bean method's return type are
	// found
	@Test
	void hostMethodsBehindInterfaceAreFoundWithoutMakingTheBean() {
		Hidden.created = 0;
		this.lazy.withUserConfiguration(HiddenConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed();
			BeanHandlerRegistry handlers = context.getBean(BeanHandlerRegistry.class);
			assertThat(handlers.find("acme.linear", "hidden")).isPresent();
			assertThat(Hidden.created).isZero();
			assertThat(
					handlers.find("acme.linear", "hidden").orElseThrow().invoke(RawJson.of("{}"), new FakeHostCall()))
				.isEqualTo("hidden");
			assertThat(Hidden.created).isEqualTo(1);
		});
	}

	// Those that cannot be found are reported once the bean has been created
	@Test
	void hostMethodsThatCannotBeFoundAreReported(CapturedOutput output) {
		this.lazy.withUserConfiguration(WellHiddenConfiguration.class).run((context) -> {
			assertThat(context.getBean(BeanHandlerRegistry.class).find("acme.linear", "hidden")).isEmpty();
			context.getBean(Service.class);
			assertThat(output).contains("Bean 'wellHidden' has host methods that no plugin can call (hidden)")
				.contains(Hidden.class.getName())
				.contains("return type of its @Bean method");
		});
	}

	@Test
	void hostMethodsThatAreFoundAreNotReported(CapturedOutput output) {
		this.lazy.withUserConfiguration(HiddenConfiguration.class).run((context) -> {
			context.getBean(Service.class);
			assertThat(output).doesNotContain("no plugin can call");
		});
	}

	interface Service {

	}

	static class Hidden implements Service {

		private static int created;

		Hidden() {
			created++;
		}

		@HostHandler("hidden")
		String hidden() {
			return "hidden";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HiddenConfiguration {

		@Bean
		Service hidden() {
			return new Hidden();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WellHiddenConfiguration {

		@Bean
		Service wellHidden() {
			return elsewhere();
		}

		private static Service elsewhere() {
			return new Hidden();
		}

	}

}
