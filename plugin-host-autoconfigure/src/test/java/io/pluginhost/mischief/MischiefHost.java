package io.pluginhost.mischief;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;
import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerExitedEvent;
import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.testing.MischiefWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application with the starter, in which workers are let loose beside one that
 * behaves. After each test they are gone, and the one that behaves has noticed nothing.
 */
final class MischiefHost implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

	static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String BYSTANDER = "bystander";

	private static final AtomicInteger ids = new AtomicInteger();

	private final List<ILoggingEvent> log = new CopyOnWriteArrayList<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			MischiefHost.this.log.add(event);
		}

	};

	private ConfigurableApplicationContext context;

	@Override
	public void beforeAll(ExtensionContext test) {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.run();
		this.appender.start();
		loggers().forEach((logger) -> logger.addAppender(this.appender));
		start(PluginDefinition.builder(BYSTANDER).command(MischiefWorker.command()).healthCheckEnabled(false).build());
	}

	@Override
	public void afterEach(ExtensionContext test) {
		manager().getWorkers()
			.stream()
			.map(PluginWorker::pluginId)
			.filter((id) -> !id.equals(BYSTANDER))
			.map(manager()::removeWorker)
			.toList()
			.forEach((removed) -> assertThat(removed).succeedsWithin(PATIENCE));
		assertThat(manager().call(BYSTANDER, "echo").param("text", "hello").retrieve().toString())
			.isEqualTo("{\"text\":\"hello\"}");
		assertThat(manager().getWorker(BYSTANDER).diagnostics().generation()).isEqualTo(1);
		this.log.clear();
	}

	@Override
	public void afterAll(ExtensionContext test) {
		loggers().forEach((logger) -> logger.detachAppender(this.appender));
		this.context.close();
	}

	private static List<Logger> loggers() {
		return List.of((Logger) LoggerFactory.getLogger("plugin"), (Logger) LoggerFactory.getLogger("io.pluginhost"));
	}

	PluginWorkerManager manager() {
		return this.context.getBean(PluginWorkerManager.class);
	}

	/**
	 * Begin to define a plugin that nobody starts again and nobody has to wait for.
	 * @param habits how its worker lives
	 */
	PluginDefinitionBuilder plugin(String... habits) {
		return command(MischiefWorker.command(habits));
	}

	PluginDefinitionBuilder command(List<String> command) {
		return program().command(command);
	}

	PluginDefinitionBuilder program() {
		return PluginDefinition.builder("mischief-" + ids.incrementAndGet())
			.restartEnabled(false)
			.healthCheckEnabled(false)
			.rpcTimeout(PATIENCE)
			.initializeTimeout(PATIENCE)
			.shutdownDrain(Duration.ofMillis(200))
			.shutdownTermGrace(Duration.ofMillis(200));
	}

	/**
	 * Start a worker and wait until it runs.
	 */
	PluginWorker start(PluginDefinition definition) {
		return manager().startWorker(definition).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	/**
	 * Start a worker that fails to become ready, and wait until all has been told.
	 * @return why it failed
	 */
	Throwable startInVain(PluginDefinition definition) {
		Throwable failure = assertThat(manager().startWorker(definition)).failsWithin(PATIENCE)
			.withThrowableThat()
			.actual()
			.getCause();
		awaitStatus(definition.id(), WorkerStatus.CRASHED);
		return failure;
	}

	WorkerDiagnostics awaitStatus(String pluginId, WorkerStatus status) {
		await().atMost(PATIENCE).until(() -> manager().getWorker(pluginId).status() == status);
		return manager().getWorker(pluginId).diagnostics();
	}

	/**
	 * Wait for a status after so many crashes.
	 */
	WorkerDiagnostics awaitStatus(String pluginId, WorkerStatus status, int crashes) {
		await().atMost(PATIENCE).until(() -> manager().getWorker(pluginId).diagnostics().totalCrashes() == crashes);
		return awaitStatus(pluginId, status);
	}

	/**
	 * Wait for the first crash of a plugin.
	 */
	PluginWorkerCrashedEvent crash(String pluginId) {
		return first(pluginId, PluginWorkerCrashedEvent.class);
	}

	/**
	 * Wait for the first exit of a plugin.
	 */
	PluginWorkerExitedEvent exit(String pluginId) {
		return first(pluginId, PluginWorkerExitedEvent.class);
	}

	private <T extends PluginWorkerEvent> T first(String pluginId, Class<T> type) {
		await().atMost(PATIENCE).until(() -> !events(pluginId, type).isEmpty());
		return events(pluginId, type).get(0);
	}

	/**
	 * Wait for so many events of a kind.
	 */
	<T extends PluginWorkerEvent> List<T> events(String pluginId, Class<T> type, int count) {
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(pluginId, type)).hasSize(count));
		return events(pluginId, type);
	}

	private <T extends PluginWorkerEvent> List<T> events(String pluginId, Class<T> type) {
		return events(pluginId).stream().filter(type::isInstance).map(type::cast).toList();
	}

	List<PluginWorkerEvent> events(String pluginId) {
		return this.context.getBean(Application.class).events.stream()
			.filter((event) -> event.pluginId().equals(pluginId))
			.toList();
	}

	/**
	 * How often a worker has been told what needs a capability.
	 */
	int secretsTold() {
		return this.context.getBean(Application.class).secretsTold.get();
	}

	/**
	 * What has been logged of a worker's words.
	 */
	List<String> words(String pluginId) {
		return this.log.stream()
			.filter((event) -> event.getLoggerName().equals("plugin." + pluginId))
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	/**
	 * All that has been logged during this test.
	 */
	List<ILoggingEvent> log() {
		return List.copyOf(this.log);
	}

	/**
	 * What the host has logged at a level of a plugin.
	 */
	List<String> log(Level level, String pluginId) {
		return this.log.stream()
			.filter((event) -> event.getLevel() == level && event.getLoggerName().startsWith("io.pluginhost"))
			.map(ILoggingEvent::getFormattedMessage)
			.filter((message) -> message.startsWith("Plugin '" + pluginId + "'"))
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(PluginHostAutoConfiguration.class)
	static class Application {

		private final List<PluginWorkerEvent> events = new CopyOnWriteArrayList<>();

		private final AtomicInteger secretsTold = new AtomicInteger();

		@HostHandler(value = "secrets.tell", capability = "secrets")
		String tellSecret() {
			this.secretsTold.incrementAndGet();
			return "the secret";
		}

		@HostHandler("scope.tell")
		String tellScope(HostCall call) {
			return call.requireScope();
		}

		@EventListener
		void hear(PluginWorkerEvent event) {
			this.events.add(event);
		}

	}

}
