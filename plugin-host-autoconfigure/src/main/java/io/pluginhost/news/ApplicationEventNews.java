package io.pluginhost.news;

import org.springframework.context.ApplicationEventPublisher;

import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.worker.WorkerListener;

/**
 * Publishes what happens in workers' lives as Spring application events. Listeners run on
 * the thread that tells the plugin's events, and may block it.
 */
public final class ApplicationEventNews implements WorkerListener {

	private final ApplicationEventPublisher publisher;

	/**
	 * Create the publisher.
	 * @param publisher the application context
	 */
	public ApplicationEventNews(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public void onWorkerEvent(PluginWorkerEvent event) {
		this.publisher.publishEvent(event);
	}

}
