package io.pluginhost.hostcall;

import java.util.concurrent.Executor;

import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.json.JsonCodec;
import io.pluginhost.observation.CallObserver;

/**
 * What host calls of all processes have in common.
 *
 * @param handlers finds the handler of a method
 * @param calls observes calls
 * @param codec reads the params of handlers that a definition brings
 * @param time measures how long a call may take
 * @param callbacks runs the cancellation of calls
 * @param includeMessage whether workers see the messages of unexpected exceptions
 */
public record HostCallServices(HandlerRegistry handlers, CallObserver calls, JsonCodec codec, Timekeeper time,
		Executor callbacks, boolean includeMessage) {
}
