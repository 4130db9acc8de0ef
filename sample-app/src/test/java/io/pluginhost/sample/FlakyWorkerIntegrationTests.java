package io.pluginhost.sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The worker "flaky", run without the plugin host.
 */
class FlakyWorkerIntegrationTests extends AbstractWorkerProtocolTests {

	@Override
	protected SampleWorker worker() {
		return SampleWorker.FLAKY;
	}

	@Test
	void pingIsAnswered() {
		JsonNode answer = this.worker.ask("{'jsonrpc':'2.0','id':2,'method':'ping','params':{}}");
		assertThat(answer.at("/result/pong").asBoolean()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "exit, 3", "halt, 42", "exception, 1", "kill, 137" })
	void crashEndsTheProcessAsAsked(String how, int exitCode) throws InterruptedException {
		this.worker.send("{'jsonrpc':'2.0','id':2,'method':'crash','params':{'how':'" + how + "'}}");
		assertThat(this.worker.exitCode()).isEqualTo(exitCode);
	}

	@Test
	void crashInAnUnknownWayIsRefused() {
		JsonNode answer = this.worker.ask("{'jsonrpc':'2.0','id':2,'method':'crash','params':{'how':'gently'}}");
		assertThat(answer.at("/error/code").asInt()).isEqualTo(-32602);
	}

}
