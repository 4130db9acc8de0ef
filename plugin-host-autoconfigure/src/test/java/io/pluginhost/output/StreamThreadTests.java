package io.pluginhost.output;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class StreamThreadTests {

	@Test
	void refuseToWaitForWhenListenersAreInvokedThrows() {
		// A stream listener cannot wait for its own plugin, and other tasks of the thread
		// can
		StreamThread.run("acme.linear", () -> {
			StreamThread.refuseToWaitFor("other", "greet");
			assertThatIllegalStateException().isThrownBy(() -> StreamThread.refuseToWaitFor("acme.linear", "greet"));
		});
		StreamThread.refuseToWaitFor("acme.linear", "greet");
	}

}
