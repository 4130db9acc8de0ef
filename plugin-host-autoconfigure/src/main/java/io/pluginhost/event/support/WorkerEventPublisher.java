package io.pluginhost.event.support;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;

import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.observation.WorkerListener;

/**
 * Publishes events of workers as Spring application events, to the listeners of the
 * context and then of its parents. Listeners run on the thread that dispatches the
 * plugin's events, and may block it. If one throws, the others are still notified, except
 * where the application has its own {@link ApplicationEventMulticaster}, which decides.
 */
public final class WorkerEventPublisher implements WorkerListener {

	private static final Logger logger = LoggerFactory.getLogger(WorkerEventPublisher.class);

	private final ApplicationContext context;

	private final ListenerByListenerMulticaster multicaster = new ListenerByListenerMulticaster();

	/**
	 * Create the publisher.
	 * @param context the application context
	 */
	public WorkerEventPublisher(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public void onWorkerEvent(PluginWorkerEvent event) {
		ApplicationContext context = this.context;
		while (context != null) {
			try {
				ApplicationEventMulticaster own = multicaster(context);
				if (own == null) {
					// A context keeps events until its listeners are registered
					context.publishEvent(event);
					return;
				}
				publish(new PayloadApplicationEvent<>(context, event), own);
			}
			catch (RuntimeException | Error ex) {
				logger.error("A listener failed to handle {} of plugin '{}'", event.getClass().getSimpleName(),
						event.pluginId(), ex);
			}
			context = context.getParent();
		}
	}

	private void publish(PayloadApplicationEvent<? extends PluginWorkerEvent> event, ApplicationEventMulticaster own) {
		if (own.getClass() != SimpleApplicationEventMulticaster.class
				|| !this.multicaster.multicast(event, (SimpleApplicationEventMulticaster) own)) {
			own.multicastEvent(event);
		}
	}

	private static @Nullable ApplicationEventMulticaster multicaster(ApplicationContext context) {
		if (!(context instanceof ConfigurableApplicationContext configurable)) {
			return null;
		}
		ConfigurableListableBeanFactory beanFactory = configurable.getBeanFactory();
		if (!beanFactory.isConfigurationFrozen()) {
			return null;
		}
		Object bean = beanFactory.getSingleton(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME);
		return (bean instanceof ApplicationEventMulticaster multicaster) ? multicaster : null;
	}

}
