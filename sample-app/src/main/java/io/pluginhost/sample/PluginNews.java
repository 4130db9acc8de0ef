package io.pluginhost.sample;

import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerErrorEvent;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.event.PluginWorkerRestartedEvent;
import io.pluginhost.event.PluginWorkerStatusChangedEvent;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamListener;

/**
 * Forwards events of the plugins to the {@link LiveEvents}: the application events of
 * their workers, and the stream events that the workers send.
 */
@Component
class PluginNews implements PluginStreamListener {

	private final LiveEvents liveEvents;

	PluginNews(LiveEvents liveEvents) {
		this.liveEvents = liveEvents;
	}

	@EventListener
	void statusChanged(PluginWorkerStatusChangedEvent event) {
		publish(event, "status", event.status().code());
	}

	@EventListener
	void ready(PluginWorkerReadyEvent event) {
		publish(event, "ready", "Ready, generation " + event.generation());
	}

	@EventListener
	void crashed(PluginWorkerCrashedEvent event) {
		String how = switch (event.reason()) {
			case EXIT -> "exit code " + event.exitCode();
			case SIGNAL -> "ended by " + event.signal();
			default -> event.reason().code();
		};
		publish(event, "crashed",
				"Crashed: %s, %s".formatted(how, event.willRestart() ? "restarting" : "not restarting"));
	}

	@EventListener
	void restarted(PluginWorkerRestartedEvent event) {
		publish(event, "restarted", "Recovered from the crash");
	}

	@EventListener
	void error(PluginWorkerErrorEvent event) {
		publish(event, "error", "Could not be started");
	}

	@Override
	public void onStreamEvent(PluginStreamEvent event) {
		this.liveEvents.publish("stream", new StreamNews(event.pluginId(), event.kind().name().toLowerCase(Locale.ROOT),
				event.channel(), event.event()));
	}

	private void publish(PluginWorkerEvent event, String type, String text) {
		this.liveEvents.publish("plugin", new WorkerNews(event.pluginId(), event.timestamp(), type, text));
	}

	record WorkerNews(String pluginId, Instant timestamp, String type, String text) {
	}

	record StreamNews(String pluginId, String kind, String channel, @Nullable JsonNode event) {
	}

}
