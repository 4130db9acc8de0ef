package io.pluginhost.sample;

import java.io.IOException;

import org.junit.jupiter.api.BeforeAll;

/**
 * The worker "greeter", run without the plugin host.
 */
@RequiresTool(Tool.NODE)
class GreeterWorkerIntegrationTests extends AbstractWorkerProtocolTests {

	@BeforeAll
	static void install() throws IOException, InterruptedException {
		SampleWorker.installGreeter();
	}

	@Override
	protected SampleWorker worker() {
		return SampleWorker.GREETER;
	}

}
