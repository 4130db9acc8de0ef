package io.pluginhost.test.example;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.springframework.stereotype.Component;

import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamListener;

@Component
class Progress implements PluginStreamListener {

	final BlockingQueue<PluginStreamEvent> events = new LinkedBlockingQueue<>();

	@Override
	public void onStreamEvent(PluginStreamEvent event) {
		this.events.add(event);
	}

}
