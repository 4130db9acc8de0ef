package io.pluginhost.client.support;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.pluginhost.PluginCall;
import io.pluginhost.PluginRpcException;
import io.pluginhost.PluginWorkerManager;
import io.pluginhost.RpcErrorCodes;

/**
 * A method that calls the plugin.
 *
 * @param manager the plugins
 * @param declaration the Java method
 * @param method the plugin's method
 * @param timeout the timeout, or {@code null} for that of the plugin
 * @param params converts arguments to params
 * @param result converts the call to the method's return value
 */
record CallMethod(PluginWorkerManager manager, DeclaredMethod declaration, String method, @Nullable Duration timeout,
		ClientParams params, ClientResult result) implements ClientMethod {

	@Override
	public @Nullable Object invoke(Object client, @Nullable Object[] arguments) {
		Object value = this.result.retrieve(() -> call(arguments));
		if (value == null && this.declaration.promisesValue()) {
			throw new PluginRpcException(RpcErrorCodes.UNKNOWN,
					"Plugin '%s' answered '%s' with null, but %s is not declared to return that"
						.formatted(this.declaration.pluginId(), this.method, this.declaration),
					null, this.declaration.pluginId(), this.method, null);
		}
		return value;
	}

	private PluginCall call(@Nullable Object[] arguments) {
		PluginCall call = this.manager.call(this.declaration.pluginId(), this.method);
		if (this.timeout != null) {
			call.timeout(this.timeout);
		}
		this.params.write(arguments, call);
		return call;
	}

}
