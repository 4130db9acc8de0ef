package io.pluginhost.handler.support;

import org.jspecify.annotations.Nullable;

import io.pluginhost.handler.HostCall;
import io.pluginhost.hostcall.RegisteredHandler;
import io.pluginhost.json.RawJson;

/**
 * A handler that is a function.
 *
 * @param function what it does
 */
record FakeHandler(Function function) implements RegisteredHandler {

	@Override
	public String method() {
		return "fake";
	}

	@Override
	public String capability() {
		return "fake.use";
	}

	@Override
	public boolean interruptible() {
		return true;
	}

	@Override
	public @Nullable Object invoke(@Nullable RawJson params, HostCall call) throws Exception {
		return this.function.invoke(params, call);
	}

	interface Function {

		@Nullable Object invoke(@Nullable RawJson params, HostCall call) throws Exception;

	}

}
