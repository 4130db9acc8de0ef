package io.pluginhost.sample;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The worker "documents", run without the plugin host.
 */
class DocumentsWorkerIntegrationTests extends AbstractWorkerProtocolTests {

	@Override
	protected SampleWorker worker() {
		return SampleWorker.DOCUMENTS;
	}

	@Override
	protected String config() {
		return "{'terms':3,'wordsPerMinute':60,'stopWords':['the','a','and']}";
	}

	@Test
	void analyzeTextCountsWordsSentencesAndTerms() {
		JsonNode statistics = analyze("text", "The cat sat. The dog didn't!\\n\\nA cat, Žluťoučký kůň and the CAT.")
			.at("/result/statistics");
		assertThat(statistics.path("words").asInt()).isEqualTo(13);
		assertThat(statistics.path("sentences").asInt()).isEqualTo(3);
		assertThat(statistics.path("paragraphs").asInt()).isEqualTo(2);
		assertThat(statistics.path("readingTimeSeconds").asInt()).isEqualTo(13);
		assertThat(statistics.path("frequentTerms").toString()).isEqualTo("""
				[{"term":"cat","count":3},{"term":"didn't","count":1},{"term":"dog","count":1}]""");
	}

	@Test
	void analyzeTextDoesNotTakeItForMarkdown() {
		String html = analyze("text", "# <b>no</b> *heading*").at("/result/html").asString();
		assertThat(html).isEqualTo("<p># &lt;b&gt;no&lt;/b&gt; *heading*</p>\n");
	}

	@Test
	void analyzeMarkdownCountsWhatIsReadNotTheMarks() {
		JsonNode result = analyze("markdown", "# Title\\n\\nSome **bold** [text](https://example.org/a/b).")
			.path("result");
		assertThat(result.at("/statistics/words").asInt()).isEqualTo(4);
		assertThat(result.path("html").asString()).contains("<h1>Title</h1>", "<strong>bold</strong>",
				"href=\"https://example.org/a/b\"");
	}

	@Test
	void analyzeMarkdownRendersTables() {
		JsonNode result = analyze("markdown", "| a | b |\\n|---|---|\\n| 1 | 2 |").path("result");
		assertThat(result.path("html").asString()).contains("<table>", "<td>2</td>");
		assertThat(result.at("/statistics/words").asInt()).isEqualTo(4);
	}

	@Test
	void analyzeMarkdownLeavesNothingDangerousInTheHtml() {
		String html = analyze("markdown", "<script>alert(1)</script>\\n\\n[click](javascript:alert(1)) <i onclick=x>")
			.at("/result/html")
			.asString();
		assertThat(html).contains(">click</a>").doesNotContain("<script", "javascript:", "<i");
	}

	@Test
	void analyzeMarkdownTakesWhateverIsNestedDeeply() {
		JsonNode answer = analyze("markdown", ">".repeat(100_000) + " word");
		assertThat(answer.at("/result/statistics/words").asInt()).isEqualTo(1);
	}

	@Test
	void whatIsSentDuringACallBearsItsInvocationAndCompany() {
		List<JsonNode> sent = new ArrayList<>();
		analyze("text", "Hello", sent);
		assertThat(sent)
			.allSatisfy((message) -> assertThat(message.path("paperclipInvocationId").asString()).isEqualTo("inv-1"));
		assertThat(sent).filteredOn((message) -> message.path("method").asString().startsWith("streams."))
			.hasSize(9)
			.allSatisfy((message) -> {
				assertThat(message.at("/params/companyId").asString()).isEqualTo("acme");
				assertThat(message.at("/params/channel").asString()).isEqualTo("documents/d1");
			});
		assertThat(sent).extracting((message) -> message.path("method").asString())
			.startsWith("streams.open")
			.endsWith("streams.close")
			.contains("log");
	}

	@Test
	void progressOnlyGrows() {
		List<JsonNode> sent = new ArrayList<>();
		analyze("text", "Hello", sent);
		List<Integer> percents = sent.stream()
			.filter((message) -> message.path("method").asString().equals("streams.emit"))
			.map((message) -> message.at("/params/event/percent").asInt())
			.toList();
		assertThat(percents).isSorted().doesNotHaveDuplicates().endsWith(100);
	}

	@Test
	void countersAreKeptInTheHost() {
		JsonNode counters = analyze("text", "One two three").at("/result/counters");
		assertThat(counters.path("documents").asLong()).isEqualTo(41);
		assertThat(counters.path("words").asLong()).isEqualTo(43);
	}

	@Test
	void healthIsAnsweredWhileAnAnalysisWaitsForTheHost() {
		sendAnalyze("text", "Hello");
		JsonNode request = this.worker.receiveMethod("state.get");
		JsonNode answer = this.worker.ask("{'jsonrpc':'2.0','id':8,'method':'health','params':{}}");
		assertThat(answer.at("/result/status").asString()).isEqualTo("ok");
		answerWith(request, "{'jsonrpc':'2.0','id':%s,'error':{'code':-32000,'message':'No more'}}");
		this.worker.receive((message) -> message.path("id").asInt() == 2 && message.has("error"));
	}

	@Test
	void shutdownWaitsForTheAnalysisUnderWay() throws InterruptedException {
		sendAnalyze("text", "Hello");
		JsonNode request = this.worker.receiveMethod("state.get");
		this.worker.send("{'jsonrpc':'2.0','id':9,'method':'shutdown','params':{}}");
		answerWith(request, "{'jsonrpc':'2.0','id':%s,'error':{'code':-32000,'message':'No more'}}");
		JsonNode answer = this.worker.receive((message) -> message.path("id").asInt() == 2 && !message.has("method"));
		assertThat(answer.at("/error/code").asInt()).isEqualTo(-32000);
		assertThat(answer.at("/error/message").asString()).isEqualTo("No more");
		assertThat(this.worker.exitCode()).isZero();
	}

	@Test
	void analyzeWithoutTextIsRefused() {
		JsonNode answer = this.worker
			.ask("{'jsonrpc':'2.0','id':2,'method':'analyze','params':{'name':'x','documentId':'d1'}}");
		assertThat(answer.at("/error/code").asInt()).isEqualTo(-32602);
		assertThat(answer.at("/error/message").asString()).isEqualTo("'text' must be a text");
	}

	private JsonNode analyze(String format, String text) {
		return analyze(format, text, new ArrayList<>());
	}

	private JsonNode analyze(String format, String text, List<JsonNode> sent) {
		this.worker.forgetUnclaimed();
		sendAnalyze(format, text);
		while (true) {
			JsonNode message = this.worker.receive((any) -> true);
			if (!message.has("method")) {
				return message;
			}
			sent.add(message);
			if (message.path("method").asString().equals("state.get")) {
				answerWith(message, "{'jsonrpc':'2.0','id':%s,'result':40}");
			}
			else if (message.path("method").asString().equals("state.set")) {
				answerWith(message, "{'jsonrpc':'2.0','id':%s,'result':null}");
			}
		}
	}

	private void sendAnalyze(String format, String text) {
		this.worker.sendJson("""
				{"jsonrpc":"2.0","id":2,"method":"analyze","params":{"name":"x","documentId":"d1","format":"%s",\
				"text":"%s"},"paperclipInvocation":{"id":"inv-1","scope":{"companyId":"acme"}}}""".formatted(format,
				text));
	}

	private void answerWith(JsonNode request, String answer) {
		this.worker.send(answer.formatted(request.get("id")));
	}

}
