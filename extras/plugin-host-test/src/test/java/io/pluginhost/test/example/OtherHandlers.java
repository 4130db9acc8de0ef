package io.pluginhost.test.example;

import org.springframework.stereotype.Component;

import io.pluginhost.handler.HostHandler;

@Component
class OtherHandlers {

	@HostHandler("other")
	String other() {
		return "other";
	}

}
