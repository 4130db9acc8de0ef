package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

/**
 * What accompanies a call so that the worker can say later from inside which call it
 * calls back.
 *
 * @param id opaque to the worker, who echoes it
 * @param companyId the company the call is limited to, if any
 * @param traceparent W3C trace context of the call, if it is traced
 */
public record Invocation(String id, @Nullable String companyId, @Nullable String traceparent) {
}
