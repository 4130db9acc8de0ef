package io.pluginhost.rpc;

/**
 * What the application's side attaches to a call, to be found again by the id of the
 * call: while the call is pending, and for a while after it has ended.
 */
public interface CallAttachment {

	/** The attachment of a call that has nothing attached. */
	CallAttachment NONE = new CallAttachment() {

		@Override
		public CallAttachment lasting() {
			return this;
		}

	};

	/**
	 * Return the part that is kept for long after the call has ended.
	 * @return a small part, or this if all of it is small
	 */
	CallAttachment lasting();

}
