package io.pluginhost.sample;

import java.io.IOException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every worker has to do, whatever its language. The tests of a class share a
 * process for as long as it lives.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractWorkerProtocolTests {

	protected WorkerPipes worker;

	protected abstract SampleWorker worker();

	/** The parameters of {@code initialize}, with single quotes. */
	protected String config() {
		return "{}";
	}

	@BeforeEach
	void start() {
		if (this.worker != null && this.worker.isAlive()) {
			return;
		}
		this.worker = worker().start();
		JsonNode answer = this.worker.ask("""
				{'jsonrpc':'2.0','id':1,'method':'initialize','params':{'manifest':{'id':'test','version':'0.0.0'},\
				'config':%s,'instanceInfo':{'instanceId':'test','hostVersion':'0.0.0'},'apiVersion':1,\
				'databaseNamespace':null}}""".formatted(config()));
		assertThat(answer.at("/result/ok").asBoolean()).isTrue();
		assertThat(answer.at("/result/supportedMethods").isArray()).isTrue();
	}

	@AfterAll
	void end() {
		if (this.worker != null) {
			this.worker.close();
		}
	}

	@Test
	void healthIsOk() {
		JsonNode answer = this.worker.ask("{'jsonrpc':'2.0','id':2,'method':'health','params':{}}");
		assertThat(answer.at("/result/status").asString()).isEqualTo("ok");
	}

	@Test
	void unknownMethodIsRefused() {
		JsonNode answer = this.worker.ask("{'jsonrpc':'2.0','id':2,'method':'noSuchMethod','params':{}}");
		assertThat(answer.at("/error/code").asInt()).isEqualTo(-32601);
	}

	@Test
	void unknownNotificationIsIgnored() {
		this.worker.send("{'jsonrpc':'2.0','method':'$/cancelRequest','params':{'id':77}}");
		JsonNode answer = this.worker.ask("{'jsonrpc':'2.0','id':2,'method':'health','params':{}}");
		assertThat(answer.at("/result/status").asString()).isEqualTo("ok");
	}

	@Test
	void shutdownIsAnsweredAndEndsTheProcess() throws InterruptedException {
		JsonNode answer = this.worker.ask("{'jsonrpc':'2.0','id':2,'method':'shutdown','params':{}}");
		assertThat(answer.has("result")).isTrue();
		assertThat(answer.get("result").isNull()).isTrue();
		assertThat(this.worker.exitCode()).isZero();
	}

	@Test
	void endOfStdinEndsTheProcess() throws IOException, InterruptedException {
		this.worker.closeStdin();
		assertThat(this.worker.exitCode()).isZero();
	}

}
