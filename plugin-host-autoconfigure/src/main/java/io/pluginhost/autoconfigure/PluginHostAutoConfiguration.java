package io.pluginhost.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginDefinitionCustomizer;
import io.pluginhost.PluginWorker;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.WorkerLimits;
import io.pluginhost.call.ConfigValidator;
import io.pluginhost.client.PluginClientFactory;
import io.pluginhost.client.support.ProxyPluginClientFactory;
import io.pluginhost.concurrent.HostThreads;
import io.pluginhost.concurrent.SystemTimekeeper;
import io.pluginhost.configtree.GivenValues;
import io.pluginhost.configtree.PropertyOrigins;
import io.pluginhost.event.support.CompositeWorkerListener;
import io.pluginhost.event.support.WorkerEventPublisher;
import io.pluginhost.handler.support.BeanHandlerRegistry;
import io.pluginhost.hostcall.HandlerRegistry;
import io.pluginhost.manager.DefinedPlugins;
import io.pluginhost.manager.HostedPlugins;
import io.pluginhost.manager.WorkerRegistry;
import io.pluginhost.metrics.PluginMethodNames;
import io.pluginhost.observation.CallObserver;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.process.LocalProcessLauncher;
import io.pluginhost.process.WorkerProcessLauncher;
import io.pluginhost.process.command.ClasspathEntrypoints;
import io.pluginhost.process.command.CommandResolver;
import io.pluginhost.protocol.HostInfo;
import io.pluginhost.protocol.PaperclipProtocol;
import io.pluginhost.rpc.RpcCodec;
import io.pluginhost.schema.ConfigSchema;
import io.pluginhost.stream.PluginStreamListener;
import io.pluginhost.stream.PluginStreams;
import io.pluginhost.stream.support.PublishedStreams;
import io.pluginhost.stream.support.StreamEventPublisher;
import io.pluginhost.worker.WorkerFactory;

/**
 * Auto-configuration of the plugin host: the manager with the configured plugins, and
 * what it consists of. Replaces no bean of Spring Boot. A context below one that has a
 * manager uses that manager, and neither starts nor stops plugins.
 */
@AutoConfiguration(afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnProperty(name = "plugin-host.enabled", matchIfMissing = true)
@Conditional(OnNoManagerAboveCondition.class)
@EnableConfigurationProperties(PluginHostProperties.class)
public final class PluginHostAutoConfiguration {

	private static final String BEFORE_START = "it has not been started yet: plugins are started once all beans have been "
			+ "created, unless 'plugin-host.startup' is 'none'; call it from an ApplicationRunner or later, or set 'lazy' "
			+ "so that its first call starts it";

	@Bean
	static PluginHostBindHandlerAdvisor pluginHostBindHandlerAdvisor(ConfigurableEnvironment environment) {
		return new PluginHostBindHandlerAdvisor(environment);
	}

	@Bean
	static HostVariablesPostProcessor pluginHostVariablesPostProcessor(ConfigurableEnvironment environment) {
		return new HostVariablesPostProcessor(environment);
	}

	@Bean
	PluginDefinitions pluginHostDefinitions(PluginHostProperties properties, ConfigurableEnvironment environment,
			ResourceLoader resourceLoader, ListableBeanFactory beanFactory,
			ObjectProvider<PluginDefinitionCustomizer> customizers) {
		return PluginDefinitions.from(properties, environment, resourceLoader, applicationDirectory(),
				BeanFactoryUtils.beansOfTypeIncludingAncestors(beanFactory, PluginDefinition.class),
				customizers.orderedStream().toList());
	}

	/**
	 * Uses the modules of the application's mapper, so that its types are written as
	 * elsewhere, and no other setting of it.
	 */
	@Bean
	@ConditionalOnMissingBean
	RpcCodec pluginHostRpcCodec(ObjectProvider<JsonMapper> applicationMapper) {
		JsonMapper.Builder wire = JsonMapper.builder();
		JsonMapper application = applicationMapper.getIfUnique();
		if (application != null) {
			wire.addModules(application.registeredModules());
		}
		return new RpcCodec(wire.build());
	}

	/**
	 * Declared with its own type, so that it finds handlers at start-up even where beans
	 * are lazy.
	 */
	@Bean
	@ConditionalOnMissingBean(HandlerRegistry.class)
	BeanHandlerRegistry pluginHostHandlerRegistry(ConfigurableListableBeanFactory beanFactory, RpcCodec codec,
			PluginHostProperties properties) {
		return new BeanHandlerRegistry(beanFactory, codec.json(), properties.handlers().requireCapability());
	}

	@Bean
	IdleGrants pluginHostIdleGrants(PluginDefinitions definitions, PluginHostProperties properties,
			HandlerRegistry handlers) {
		// A test that starts nothing may have only some of the handlers
		boolean complete = properties.startup() != PluginHostProperties.Startup.NONE;
		return new IdleGrants(complete ? definitions.definitions() : List.of(), handlers,
				(ids) -> (handlers instanceof BeanHandlerRegistry beans) ? beans.strangers(ids) : Set.of());
	}

	@Bean
	ClasspathEntrypoints pluginHostClasspathEntrypoints(PluginHostProperties properties,
			ResourceLoader resourceLoader) {
		ClassLoader classLoader = resourceLoader.getClassLoader();
		return new ClasspathEntrypoints(
				(classLoader != null) ? classLoader : PluginHostAutoConfiguration.class.getClassLoader(),
				workDirectory(properties.workDirectory()));
	}

	@Bean
	CommandResolver pluginHostCommandResolver(PluginHostProperties properties,
			ClasspathEntrypoints classpathEntrypoints) {
		return new CommandResolver(properties.runtimes().toRuntimes(), System.getenv("PATH"), applicationDirectory(),
				classpathEntrypoints);
	}

	@Bean
	@ConditionalOnMissingBean
	WorkerProcessLauncher pluginHostProcessLauncher(CommandResolver commands, PluginDefinitions definitions,
			ClasspathEntrypoints classpathEntrypoints, PluginHostProperties properties) {
		if (properties.startup() != PluginHostProperties.Startup.NONE) {
			definitions.verify(commands);
			// A JVM that ends before the plugins start closes no bean
			classpathEntrypoints.close();
		}
		return new LocalProcessLauncher(commands, System.getenv());
	}

	@Bean
	@ConditionalOnMissingBean
	ConfigValidator pluginHostConfigValidator(PluginDefinitions definitions, ResourceLoader resourceLoader) {
		ClassLoader classLoader = resourceLoader.getClassLoader();
		return ConfigSchema.validator(definitions.definitions(),
				(classLoader != null) ? classLoader : PluginHostAutoConfiguration.class.getClassLoader());
	}

	@Bean
	WorkerEventPublisher pluginHostApplicationEventNews(ApplicationContext applicationContext) {
		return new WorkerEventPublisher(applicationContext);
	}

	@Bean
	StreamEventPublisher pluginHostStreamListenerNews(ObjectProvider<PluginStreamListener> listeners) {
		return new StreamEventPublisher(listeners::orderedStream);
	}

	/**
	 * Listens to the manager, and therefore looks it up late.
	 */
	@Bean
	@ConditionalOnMissingBean(PluginStreams.class)
	PublishedStreams pluginHostStreams(ObjectProvider<PluginWorkerManager> manager,
			ObjectProvider<HostedPlugins> plugins, HostThreads threads) {
		return new PublishedStreams(manager::getObject,
				(pluginId) -> plugins.getObject()
					.findDefinition(pluginId)
					.map(PluginDefinition::limits)
					.orElse(WorkerLimits.DEFAULT)
					.maxQueuedStreamBytes(),
				threads.callbacks());
	}

	/**
	 * Used where the manager is not the host's own, which may be known only after
	 * conditions have been evaluated: a test replaces the bean by a mock.
	 */
	@Bean
	@Fallback
	DefinedPlugins pluginHostDefinedPlugins(PluginDefinitions definitions, ConfigurableEnvironment environment) {
		return new DefinedPlugins(definitions.definitions(), GivenValues.of(environment));
	}

	@Bean
	SystemTimekeeper pluginHostTimekeeper() {
		return new SystemTimekeeper();
	}

	@Bean
	HostClosing pluginHostClosing(ApplicationContext applicationContext) {
		return new HostClosing(applicationContext);
	}

	@Bean
	HostThreads pluginHostThreads(SystemTimekeeper time, PluginHostProperties properties, Environment environment) {
		Executor virtual = Threading.VIRTUAL.isActive(environment)
				? new VirtualThreadTaskExecutor("plugin-host-handler-") : null;
		return new HostThreads(time, virtual, properties.callbackThreads());
	}

	/**
	 * Declared with its own type, so that it finds listeners at start-up even where beans
	 * are lazy.
	 */
	@Bean
	LateListeners pluginHostLateListeners(ObjectProvider<WorkerListener> listeners,
			ObjectProvider<CallObserver> observer) {
		return new LateListeners(() -> new CompositeWorkerListener(listeners.orderedStream().toList()),
				() -> observer.getIfAvailable(() -> CallObserver.NONE));
	}

	@Bean
	@ConditionalOnMissingBean(PluginWorkerManager.class)
	WorkerRegistry pluginHostWorkerManager(PluginDefinitions definitions, PluginHostProperties properties,
			WorkerProcessLauncher launcher, RpcCodec codec, HandlerRegistry handlers, LateListeners listeners,
			SystemTimekeeper time, HostThreads threads, HostClosing closing,
			ObjectProvider<BuildProperties> buildProperties, ConfigValidator configs,
			ConfigurableEnvironment environment) {
		if (properties.startup() != PluginHostProperties.Startup.NONE) {
			definitions.verify(configs);
		}
		WorkerFactory workers = new WorkerFactory(launcher, codec, handlers,
				new PaperclipProtocol(codec.json(), hostInfo(properties, buildProperties.getIfAvailable())), threads,
				time, () -> ThreadLocalRandom.current().nextDouble(), closing, listeners.listener(),
				listeners.observer(), configs, GivenValues.of(environment), properties.handlers().includeMessage());
		WorkerRegistry registry = new WorkerRegistry(workers, listeners.listener(), configs, time, threads.callbacks(),
				definitions.completion());
		definitions.definitions().forEach((definition) -> {
			PluginWorker worker = registry.register(definition, BEFORE_START);
			if (definition.lazy() && properties.startup() != PluginHostProperties.Startup.NONE) {
				// Its first call may arrive while beans are created
				worker.standBy();
			}
		});
		CapabilityRequests.warnOfOpen(definitions);
		if (definitions.definitions().isEmpty() && properties.startup() != PluginHostProperties.Startup.NONE) {
			NoPlugins.log(new PropertyOrigins(environment));
		}
		return registry;
	}

	@Bean
	@ConditionalOnMissingBean
	PluginClientFactory pluginHostClientFactory(PluginWorkerManager manager, ConfigurableBeanFactory beanFactory,
			ObjectProvider<PluginMethodNames> methodNames) {
		return new ProxyPluginClientFactory(manager, beanFactory::resolveEmbeddedValue,
				(pluginId, method) -> methodNames.ifAvailable((names) -> names.declare(pluginId, method)));
	}

	@Bean
	PluginHostLifecycle pluginHostLifecycle(PluginWorkerManager manager, PluginDefinitions definitions,
			PluginHostProperties properties, ConfigurableEnvironment environment,
			ObjectProvider<HostedPlugins> plugins) {
		Duration phaseTimeout = Binder.get(environment)
			.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(Duration.ofSeconds(30));
		HostedPlugins hosted = plugins.getObject();
		if (hosted instanceof DefinedPlugins) {
			OtherManager.log(manager, definitions.definitions());
		}
		return new PluginHostLifecycle(manager, definitions.definitions(), properties, phaseTimeout,
				hosted::isMeantToRun, hosted::prepareStart, hosted::newsTold, GivenValues.of(environment));
	}

	private static HostInfo hostInfo(PluginHostProperties properties, @Nullable BuildProperties build) {
		String instanceId = properties.instanceId();
		String version = properties.hostVersion();
		if (version == null) {
			version = (build != null) ? build.getVersion() : null;
		}
		return new HostInfo((instanceId != null) ? instanceId : UUID.randomUUID().toString(),
				(version != null) ? version : "0.0.0", properties.apiVersion());
	}

	private static Path applicationDirectory() {
		return Path.of("").toAbsolutePath();
	}

	private static String workDirectory(@Nullable String configured) {
		return (configured != null) ? configured : System.getProperty("java.io.tmpdir");
	}

}
