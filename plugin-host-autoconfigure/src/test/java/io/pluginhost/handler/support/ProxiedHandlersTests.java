package io.pluginhost.handler.support;

import java.util.ArrayList;
import java.util.List;

import jakarta.validation.ConstraintViolationException;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.validation.annotation.Validated;

import io.pluginhost.PluginRpcException;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Handlers on beans that are transactional or validated by Spring: they run through their
 * proxies, of whichever kind.
 */
class ProxiedHandlersTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
		.withUserConfiguration(RegistryConfiguration.class)
		.withBean(RecordingTransactions.class);

	private final ApplicationContextRunner classProxies = this.runner
		.withUserConfiguration(ClassProxyConfiguration.class)
		.withBean("handlers", StateHandlers.class);

	private final ApplicationContextRunner interfaceProxies = this.runner
		.withUserConfiguration(InterfaceProxyConfiguration.class)
		.withPropertyValues("spring.aop.proxy-target-class=false")
		.withBean("handlers", InterfaceHandlers.class);

	@Test
	void transactionalMethodOfClassProxyRunsInTransaction() {
		this.classProxies.run((context) -> {
			assertThat(AopUtils.isCglibProxy(context.getBean("handlers"))).isTrue();
			assertThat(invoke(context, "set", "{\"key\":\"a\"}")).isEqualTo("a in transaction");
			assertThat(transactions(context)).containsExactly("begin", "commit");
		});
	}

	@Test
	void transactionalMethodOfInterfaceProxyRunsInTransaction() {
		this.interfaceProxies.run((context) -> {
			assertThat(AopUtils.isJdkDynamicProxy(context.getBean("handlers"))).isTrue();
			assertThat(invoke(context, "set", "{\"key\":\"a\"}")).isEqualTo("a in transaction");
			assertThat(transactions(context)).containsExactly("begin", "commit");
		});
	}

	@Test
	void transactionOfMethodThatFailsIsRolledBack() {
		this.classProxies.run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> invoke(context, "fail", "{\"key\":\"a\"}"));
			assertThat(transactions(context)).containsExactly("begin", "rollback");
		});
		this.interfaceProxies.run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> invoke(context, "fail", "{\"key\":\"a\"}"));
			assertThat(transactions(context)).containsExactly("begin", "rollback");
		});
	}

	@Test
	void paramsThatAreNotValidAreRefusedBeforeThereIsATransaction() {
		this.classProxies.run((context) -> {
			assertNotValid(context);
			assertThat(transactions(context)).isEmpty();
		});
		this.interfaceProxies.run((context) -> {
			assertNotValid(context);
			assertThat(transactions(context)).isEmpty();
		});
	}

	@Test
	void resultThatIsNotValidIsRefusedByTheProxy() {
		this.classProxies.run((context) -> assertThatExceptionOfType(ConstraintViolationException.class)
			.isThrownBy(() -> invoke(context, "set", "{\"key\":\"much too long a key\"}")));
	}

	private static void assertNotValid(AssertableApplicationContext context) {
		assertThatExceptionOfType(PluginRpcException.class).isThrownBy(() -> invoke(context, "set", "{\"key\":\"\"}"))
			.withMessage("Params are not valid: key must not be empty");
	}

	private static List<String> transactions(AssertableApplicationContext context) {
		return context.getBean(RecordingTransactions.class).events;
	}

	private static @Nullable Object invoke(AssertableApplicationContext context, String method, String params)
			throws Exception {
		return context.getBean(BeanHandlerRegistry.class)
			.find("acme.linear", method)
			.orElseThrow()
			.invoke(RawJson.of(params), new FakeHostCall());
	}

	private static String inTransaction(String key) {
		return key + (TransactionSynchronizationManager.isActualTransactionActive() ? " in transaction" : " alone");
	}

	@Validated
	static class StateHandlers {

		@Transactional
		@HostHandler("set")
		@Size(max = 20)
		String set(@NotEmpty String key) {
			return inTransaction(key);
		}

		@Transactional
		@HostHandler("fail")
		void fail(String key) {
			throw new IllegalStateException(key);
		}

	}

	interface State {

		@HostHandler("set")
		String set(@NotEmpty String key);

		@HostHandler("fail")
		void fail(String key);

	}

	@Transactional
	@Validated
	static class InterfaceHandlers implements State {

		@Override
		public String set(String key) {
			return inTransaction(key);
		}

		@Override
		public void fail(String key) {
			throw new IllegalStateException(key);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class ClassProxyConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = false)
	static class InterfaceProxyConfiguration {

	}

	/**
	 * Transactions of nothing, written down.
	 */
	static class RecordingTransactions extends AbstractPlatformTransactionManager {

		private final List<String> events = new ArrayList<>();

		@Override
		protected Object doGetTransaction() {
			return this;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.events.add("begin");
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.events.add("commit");
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			this.events.add("rollback");
		}

	}

}
