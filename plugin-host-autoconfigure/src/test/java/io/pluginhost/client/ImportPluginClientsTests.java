package io.pluginhost.client;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.pluginhost.client.scanned.Github;
import io.pluginhost.client.scanned.Imports;
import io.pluginhost.client.support.ProxyPluginClientFactory;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ImportPluginClients}, {@link PluginClientsRegistrar} and
 * {@link PluginClientFactoryBean}.
 */
class ImportPluginClientsTests {

	private static final String HIDDEN = "io.pluginhost.client.scanned.below.Hidden";

	private final FakePluginWorkerManager manager = new FakePluginWorkerManager("acme.linear", "acme.github");

	private final ApplicationContextRunner withoutFactory = new ApplicationContextRunner();

	private final ApplicationContextRunner runner = this.withoutFactory.withBean(PluginClientFactory.class,
			() -> new ProxyPluginClientFactory(this.manager, (text) -> text));

	@Test
	void importWhenTypesAreNamedMakesBeans() {
		this.manager.getWorker("acme.linear").answer((call) -> CompletableFuture.completedFuture("\"a\""));
		this.runner.withUserConfiguration(TypesConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(Linear.class).hasSingleBean(Github.class).hasBean(Linear.class.getName());
			assertThat(context.getBean(Linear.class).get()).isEqualTo("a");
			assertThat(context.getBean(Linear.class)).isSameAs(context.getBean(Linear.class));
		});
	}

	@Test
	void importWhenTypeIsTheValueMakesBean() {
		this.runner.withUserConfiguration(ValueConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(Linear.class).doesNotHaveBean(Github.class));
	}

	@Test
	void importWhenPackagesAreNamedLooksThere() {
		this.runner.withUserConfiguration(PackagesConfiguration.class)
			.withPropertyValues("my.package=io.pluginhost.client.scanned")
			.run((context) -> assertThat(context.getBeanNamesForType(Object.class))
				.contains(Github.class.getName(), Github.Inner.class.getName(), Github.Marked.class.getName(), HIDDEN)
				.doesNotContain(Github.OfOtherProfile.class.getName(), Github.Marker.class.getName(),
						Github.NotMarked.class.getName(), Linear.class.getName()));
	}

	@Test
	void importWhenPackagesAreNamedByClassLooksThere() {
		this.runner.withUserConfiguration(PackageClassesConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(Github.class).hasBean(HIDDEN));
	}

	@Test
	void defaultMethodWhenInterfaceIsHiddenRuns() {
		this.manager.register("acme.hidden").answer((call) -> CompletableFuture.completedFuture("\"a\""));
		this.runner.withUserConfiguration(Imports.class)
			.run((context) -> assertThat(context.getBean(HIDDEN, Supplier.class).get()).isEqualTo("aa"));
	}

	@Test
	void importWhenNothingIsSaidLooksInOwnPackage() {
		this.runner.withUserConfiguration(Imports.class)
			.run((context) -> assertThat(context).hasSingleBean(Github.class)
				.hasBean(HIDDEN)
				.doesNotHaveBean(Linear.class));
	}

	@Test
	void importWhenSeveralNameTheSameMakesOneBean() {
		this.runner.withUserConfiguration(TypesConfiguration.class, ValueConfiguration.class, Imports.class)
			.run((context) -> assertThat(context).hasSingleBean(Linear.class).hasSingleBean(Github.class));
	}

	@Test
	void importWhenMetaAnnotatedMakesBean() {
		this.runner.withUserConfiguration(MetaConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(Linear.class));
	}

	@Test
	void importWhenPluginHostIsOffMakesNoBean() {
		this.withoutFactory.withUserConfiguration(TypesConfiguration.class)
			.withPropertyValues("plugin-host.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Linear.class));
	}

	@Test
	void importWhenInterfaceCannotWorkFails() {
		this.runner.withUserConfiguration(BrokenConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPluginClientException.class)
				.hasMessageContaining("Broken.call() has neither a @PluginMethod nor a body"));
	}

	@Test
	void importWhenInterfaceCannotWorkAndBeansAreLazyFails() {
		this.runner.withUserConfiguration(BrokenConfiguration.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPluginClientException.class));
	}

	@Test
	void importWhenTypeIsNoClientFails() {
		this.runner.withUserConfiguration(NoClientConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Plugin client java.lang.Runnable must be an interface that is not sealed "
						+ "and is marked with @PluginClient."));
	}

	@Test
	void importWhenThereIsNoFactoryFailsForThoseWhoAskOnly() {
		this.withoutFactory.withUserConfiguration(TypesConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed();
			ObjectProvider<Linear> linear = context.getBeanProvider(Linear.class);
			assertThatExceptionOfType(BeanCreationException.class).isThrownBy(linear::getObject)
				.havingRootCause()
				.withMessageContaining(
						"the auto-configuration of the plugin host is not part of this application context");
		});
	}

	@Test
	void importWhenUserReplacesBeanUsesTheirs() {
		Linear own = () -> "own";
		this.runner.withUserConfiguration(TypesConfiguration.class)
			.withAllowBeanDefinitionOverriding(true)
			.withBean(Linear.class.getName(), Linear.class, () -> own)
			.run((context) -> assertThat(context.getBean(Linear.class)).isSameAs(own));
	}

	@Test
	void importWhenClientIsInjectedFindsItByType() {
		this.runner.withUserConfiguration(ValueConfiguration.class, InjectedConfiguration.class)
			.run((context) -> assertThat(context).hasBean("injected"));
	}

	@PluginClient("acme.linear")
	interface Linear {

		@PluginMethod("get")
		String get();

	}

	@PluginClient("acme.linear")
	interface Broken {

		void call();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportPluginClients(types = { Linear.class, Github.class })
	static class TypesConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportPluginClients(Linear.class)
	static class ValueConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportPluginClients(basePackages = "${my.package}")
	static class PackagesConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportPluginClients(basePackageClasses = Github.class)
	static class PackageClassesConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportPluginClients(Broken.class)
	static class BrokenConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportPluginClients(Runnable.class)
	static class NoClientConfiguration {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@ImportPluginClients(Linear.class)
	@interface ImportLinear {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportLinear
	static class MetaConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class InjectedConfiguration {

		@Bean
		Object injected(Linear linear) {
			return linear.toString();
		}

	}

}
