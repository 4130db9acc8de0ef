package io.pluginhost.rpc;

import org.jspecify.annotations.Nullable;

/**
 * What accompanies a call so that the worker can say later from inside which call it
 * calls back. The worker echoes an id that is opaque to it: the prefix with the number
 * behind it.
 *
 * @param prefix what cannot be guessed from outside
 * @param number tells the calls of one prefix from each other, not negative
 * @param companyId the company the call is limited to, if any
 * @param traceparent W3C trace context of the call, if it is traced
 */
public record Invocation(String prefix, long number, @Nullable String companyId, @Nullable String traceparent) {
}
