package io.pluginhost.sample;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.pluginhost.stream.adapter.SsePluginStreams;

/**
 * Shows one stream of one plugin to a browser, live.
 */
@RestController
class PluginStreamController {

	private final SsePluginStreams streams;

	PluginStreamController(SsePluginStreams streams) {
		this.streams = streams;
	}

	@GetMapping(path = "/api/plugins/{id}/streams/{channel}", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter stream(@PathVariable String id, @PathVariable String channel) {
		return this.streams.subscribe(id, channel);
	}

}
