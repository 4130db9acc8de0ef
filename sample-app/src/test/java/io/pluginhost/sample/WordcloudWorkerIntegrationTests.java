package io.pluginhost.sample;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The worker "wordcloud", run without the plugin host.
 */
@RequiresTool(Tool.PYTHON)
class WordcloudWorkerIntegrationTests extends AbstractWorkerProtocolTests {

	@Override
	protected SampleWorker worker() {
		return SampleWorker.WORDCLOUD;
	}

	@Test
	void renderEscapesTermsAndKeepsCountInTheHost() {
		this.worker.send("""
				{'jsonrpc':'2.0','id':2,'method':'render','params':{'terms':[{'term':'<script>','count':2}]},\
				'paperclipInvocation':{'id':'inv-1','scope':{}}}""");
		JsonNode get = this.worker.receiveMethod("state.get");
		assertThat(get.path("paperclipInvocationId").asString()).isEqualTo("inv-1");
		this.worker.send("{'jsonrpc':'2.0','id':%s,'result':6}".formatted(get.get("id")));
		JsonNode set = this.worker.receiveMethod("state.set");
		assertThat(set.at("/params/value").asInt()).isEqualTo(7);
		this.worker.send("{'jsonrpc':'2.0','id':%s,'result':null}".formatted(set.get("id")));
		JsonNode answer = this.worker.receive((message) -> !message.has("method"));
		assertThat(answer.at("/result/svg").asString()).startsWith("<svg ").contains("&lt;script&gt;");
		assertThat(answer.at("/result/pictures").asInt()).isEqualTo(7);
	}

	@Test
	void renderWithoutTermsIsRefused() {
		JsonNode answer = this.worker.ask("{'jsonrpc':'2.0','id':2,'method':'render','params':{}}");
		assertThat(answer.at("/error/code").asInt()).isEqualTo(-32602);
	}

}
