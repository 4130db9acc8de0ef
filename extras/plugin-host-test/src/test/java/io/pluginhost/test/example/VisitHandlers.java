package io.pluginhost.test.example;

import java.util.concurrent.atomic.AtomicLong;

import org.springframework.stereotype.Component;

import io.pluginhost.handler.HostCall;
import io.pluginhost.handler.HostHandler;

@Component
class VisitHandlers {

	private final AtomicLong visits = new AtomicLong();

	@HostHandler(value = "visits.next", capability = "visits.count")
	long nextVisit() {
		return this.visits.incrementAndGet();
	}

	@HostHandler("visits.company")
	String company(HostCall call) {
		return call.requireScope();
	}

}
