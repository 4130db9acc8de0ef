package io.pluginhost.observation;

import org.jspecify.annotations.Nullable;

import io.pluginhost.rpc.CallAttachment;

/**
 * What a call of an application is limited to, and so are the messages that the worker
 * sends from inside the call.
 *
 * @param companyId the company, if the call was limited to one
 * @param forged whether a message names a call that does not exist
 * @param observation observes the call
 */
public record CallScope(@Nullable String companyId, boolean forged,
		CallObservation observation) implements CallAttachment {

	/** The scope of a call without limits, and of a message that names no call. */
	public static final CallScope NONE = new CallScope(null, false, CallObservation.NONE);

	/** The scope of a message that names a call that does not exist. */
	public static final CallScope FORGED = new CallScope(null, true, CallObservation.NONE);

	/**
	 * Return the scope of a call.
	 */
	public static CallScope of(@Nullable String companyId, CallObservation observation) {
		return (companyId != null || observation != CallObservation.NONE) ? new CallScope(companyId, false, observation)
				: NONE;
	}

	/**
	 * Return the scope without the observation, which may be large.
	 */
	@Override
	public CallScope lasting() {
		return (this.observation != CallObservation.NONE) ? of(this.companyId, CallObservation.NONE) : this;
	}

}
