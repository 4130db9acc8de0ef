package io.pluginhost.worker;

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
record Scope(@Nullable String companyId, boolean forged, CallObservation observation) {

	static final Scope NONE = new Scope(null, false, CallObservation.NONE);

	static final Scope FORGED = new Scope(null, true, CallObservation.NONE);

	static Scope of(PendingCalls.Scope scope) {
		return new Scope(scope.companyId(), false,
				(scope.context() instanceof CallObservation observation) ? observation : CallObservation.NONE);
	}

}
