package io.pluginhost.sample;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginWorkerManager;

/**
 * Calls any method of any plugin, for the buttons of the page. A real application has
 * specific methods instead, like those of {@link DocumentController}.
 */
@RestController
class PluginCallController {

	private static final Set<String> LIFECYCLE = Set.of("initialize", "shutdown");

	private final PluginWorkerManager plugins;

	PluginCallController(PluginWorkerManager plugins) {
		this.plugins = plugins;
	}

	@PostMapping("/api/plugins/{id}/calls")
	Answer call(@PathVariable String id, @RequestBody Call call) {
		if (!StringUtils.hasText(call.method()) || LIFECYCLE.contains(call.method())) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"'method' must name a method, other than those of the worker's lifecycle");
		}
		return new Answer(this.plugins.call(id, call.method()).params(call.params()).retrieve());
	}

	record Call(@Nullable String method, @Nullable JsonNode params) {
	}

	record Answer(JsonNode result) {
	}

}
