package io.pluginhost.protocol;

import org.jspecify.annotations.Nullable;

import io.pluginhost.json.LineContent;
import io.pluginhost.json.LineGenerator;

/**
 * What accompanies a call so that the worker can say later from inside which call it
 * calls back. The worker echoes an id that is opaque to it: the prefix with the number
 * behind it.
 *
 * @param prefix cannot be guessed from outside
 * @param number tells the calls of one prefix apart, not negative
 * @param companyId the company the call is limited to, if any
 * @param traceparent the W3C trace context of the call, if it is traced
 */
record PaperclipInvocation(String prefix, long number, @Nullable String companyId,
		@Nullable String traceparent) implements LineContent {

	/** The member by which messages of the worker echo the id. */
	static final String ECHO = "paperclipInvocationId";

	@Override
	public void writeTo(LineGenerator json) {
		json.writeName("paperclipInvocation");
		json.writeStartObject();
		json.writeName("id");
		json.writeString(this.prefix, this.number);
		json.writeName("scope");
		json.writeStartObject();
		if (this.companyId != null) {
			json.writeStringProperty("companyId", this.companyId);
		}
		json.writeEndObject();
		if (this.traceparent != null) {
			json.writeStringProperty("traceparent", this.traceparent);
		}
		json.writeEndObject();
	}

}
