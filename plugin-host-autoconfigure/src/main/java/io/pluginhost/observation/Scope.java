package io.pluginhost.observation;

import org.jspecify.annotations.Nullable;

import io.pluginhost.rpc.PendingCalls;

/**
 * What a worker's message is limited to, by the call from inside which it says it is
 * sent.
 *
 * @param companyId the company, if the call was limited to one
 * @param forged whether there is no such call
 * @param observation what watches that call
 */
public record Scope(@Nullable String companyId, boolean forged, CallObservation observation) {

	/** The scope of a message that names no call. */
	public static final Scope NONE = new Scope(null, false, CallObservation.NONE);

	/** The scope of a message that names a call that does not exist. */
	public static final Scope FORGED = new Scope(null, true, CallObservation.NONE);

	public static Scope of(PendingCalls.Scope scope) {
		return new Scope(scope.companyId(), false,
				(scope.context() instanceof CallObservation observation) ? observation : CallObservation.NONE);
	}

}
