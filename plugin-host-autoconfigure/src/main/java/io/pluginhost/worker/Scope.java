package io.pluginhost.worker;

import org.jspecify.annotations.Nullable;

/**
 * What a worker's message is limited to, by the call from inside which it says it is
 * sent.
 *
 * @param companyId the company, if the call was limited to one
 * @param forged whether there is no such call
 */
record Scope(@Nullable String companyId, boolean forged) {

	static final Scope NONE = new Scope(null, false);

	static final Scope FORGED = new Scope(null, true);

}
