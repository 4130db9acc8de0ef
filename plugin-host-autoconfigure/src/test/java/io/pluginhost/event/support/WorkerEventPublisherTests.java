package io.pluginhost.event.support;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.AbstractApplicationEventMulticaster;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.event.TransactionalEventListenerFactory;

import io.pluginhost.event.PluginHealthChangedEvent;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerReadyEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerEventPublisher}.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkerEventPublisherTests {

	private static final PluginWorkerEvent EVENT = new PluginWorkerReadyEvent("acme.linear", Instant.EPOCH, 1);

	// If a listener throws, others of any kind still receive the event
	@Test
	void publishWhenListenersThrowReachesAllOthersInOrder() {
		Heard heard = publish(new AnnotationConfigApplicationContext(), ThrowingListeners.class, Listeners.class);
		assertThat(heard.texts()).containsExactly("first", "generic", "async", "bean", "lazy", "transactional", "last");
	}

	// The ERROR names the listener, the event and the plugin
	@Test
	void publishWhenListenerThrowsLogsListenerEventAndPlugin(CapturedOutput output) {
		publish(new AnnotationConfigApplicationContext(), ThrowingListeners.class);
		assertThat(output).contains("ERROR")
			.containsPattern("Listener .*ThrowingListeners.onEvent.* failed to handle PluginWorkerReadyEvent of plugin "
					+ "'acme.linear'")
			.contains("IllegalStateException: no ears")
			.contains("AssertionError: no head");
	}

	// If a listener throws, listeners of a parent context still receive the event
	@Test
	void publishWhenListenerThrowsReachesParentContext() {
		AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext(Listeners.class);
		AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
		child.setParent(parent);
		try (parent) {
			publish(child, ThrowingListeners.class);
			assertThat(parent.getBean(Heard.class).texts()).contains("first", "last");
		}
	}

	// A multicaster of the application decides how to handle failures
	@Test
	void publishWhenMulticasterIsTheApplicationsOwnUsesIt() {
		Heard heard = publish(new AnnotationConfigApplicationContext(), OwnMulticaster.class, ThrowingListeners.class,
				Listeners.class);
		assertThat(heard.texts()).startsWith("first", "handled no ears").endsWith("last");
	}

	// An event that comes before listeners are there is kept for them as Spring keeps its
	// own
	@Test
	void publishWhenContextIsNotReadyIsDeliveredLater() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext() {

			@Override
			protected void onRefresh() {
				new WorkerEventPublisher(this).onWorkerEvent(EVENT);
			}

		};
		context.register(EarlyListener.class);
		context.refresh();
		try (context) {
			assertThat(context.getBean(EarlyListener.class).heard).containsExactly("early");
		}
	}

	@Test
	void hintsLetNativeImageReachListeners() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new ListenerByListenerMulticaster.Hints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(SimpleApplicationEventMulticaster.class.getDeclaredMethod("getErrorHandler")))
			.accepts(hints);
		assertThat(
				RuntimeHintsPredicates.reflection()
					.onMethodInvocation(AbstractApplicationEventMulticaster.class
						.getDeclaredMethod("getApplicationListeners", ApplicationEvent.class, ResolvableType.class)))
			.accepts(hints);
	}

	private static Heard publish(AnnotationConfigApplicationContext context, Class<?>... components) {
		context.register(components);
		if (context.getParent() == null && components[components.length - 1] == ThrowingListeners.class) {
			context.register(Heard.class);
		}
		context.refresh();
		try (context) {
			new WorkerEventPublisher(context).onWorkerEvent(EVENT);
			return context.getBean(Heard.class);
		}
	}

	static class Heard {

		private final List<String> texts = new CopyOnWriteArrayList<>();

		void add(String text) {
			this.texts.add(text);
		}

		List<String> texts() {
			return this.texts;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ThrowingListeners {

		@EventListener
		@Order(2)
		void onEvent(PluginWorkerEvent event) {
			throw new IllegalStateException("no ears");
		}

		@EventListener
		@Order(3)
		void onError(PluginWorkerReadyEvent event) {
			throw new AssertionError("no head");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Listeners {

		@Bean
		Heard heard() {
			return new Heard();
		}

		@Bean
		static TransactionalEventListenerFactory transactionalEventListenerFactory() {
			return new TransactionalEventListenerFactory();
		}

		@Bean
		Executor taskExecutor() {
			return Runnable::run;
		}

		@Bean
		Methods methods(Heard heard) {
			return new Methods(heard);
		}

		@Bean
		ApplicationListener<PayloadApplicationEvent<PluginWorkerReadyEvent>> beanListener(Heard heard) {
			return new BeanListener(heard, "bean");
		}

		@Bean
		@Lazy
		LazyListener lazyListener(Heard heard) {
			return new LazyListener(heard);
		}

	}

	static class Methods {

		private final Heard heard;

		Methods(Heard heard) {
			this.heard = heard;
		}

		@EventListener
		@Order(1)
		void first(PluginWorkerEvent event) {
			this.heard.add("first");
		}

		@EventListener
		@Order(4)
		void generic(PayloadApplicationEvent<PluginWorkerReadyEvent> event) {
			assertThat(event.getSource()).isInstanceOf(ApplicationContext.class);
			this.heard.add("generic");
		}

		@EventListener
		@Async
		@Order(5)
		void async(PluginWorkerReadyEvent event) {
			this.heard.add("async");
		}

		@TransactionalEventListener(fallbackExecution = true)
		@Order(8)
		void transactional(PluginWorkerReadyEvent event) {
			this.heard.add("transactional");
		}

		@EventListener
		@Order(0)
		void other(PluginHealthChangedEvent event) {
			this.heard.add("other");
		}

		@EventListener(condition = "#event.generation == 2")
		@Order(0)
		void conditional(PluginWorkerReadyEvent event) {
			this.heard.add("conditional");
		}

		@EventListener
		@Order(9)
		void last(PluginWorkerEvent event) {
			this.heard.add("last");
		}

	}

	@Order(6)
	static class BeanListener implements ApplicationListener<PayloadApplicationEvent<PluginWorkerReadyEvent>> {

		private final Heard heard;

		private final String text;

		BeanListener(Heard heard, String text) {
			this.heard = heard;
			this.text = text;
		}

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<PluginWorkerReadyEvent> event) {
			this.heard.add(this.text);
		}

	}

	@Order(7)
	static class LazyListener extends BeanListener {

		LazyListener(Heard heard) {
			super(heard, "lazy");
		}

	}

	static class EarlyListener implements ApplicationListener<PayloadApplicationEvent<PluginWorkerReadyEvent>> {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<PluginWorkerReadyEvent> event) {
			this.heard.add("early");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnMulticaster {

		@Bean
		SimpleApplicationEventMulticaster applicationEventMulticaster(ObjectProvider<Heard> heard) {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
			multicaster.setErrorHandler((failure) -> heard.getObject().add("handled " + failure.getMessage()));
			return multicaster;
		}

	}

}
