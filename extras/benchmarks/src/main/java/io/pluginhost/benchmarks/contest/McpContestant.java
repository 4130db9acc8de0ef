package io.pluginhost.benchmarks.contest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stdio client of the MCP Java SDK: calls are calls of tools, host calls are
 * elicitations, stream events are notifications of progress. A call whose worker is gone
 * waits for its timeout, so that killing is left out.
 */
final class McpContestant extends AbstractLinkContestant {

	private static final Logger logger = LoggerFactory.getLogger("plugin.mcp");

	private final McpJsonMapper json = new JacksonMcpJsonMapper(JsonMapper.builder().build());

	private final ServerParameters command;

	McpContestant(Worker worker) {
		List<String> command = worker.command("lines", "mcp");
		this.command = ServerParameters.builder(command.get(0)).args(command.subList(1, command.size())).build();
	}

	@Override
	CompletableFuture<Link> open(int index) {
		EventCount events = new EventCount();
		McpAsyncClient client = McpClient
			// 16 MB and what is around them, counted in characters
			.async(new StdioClientTransport(this.command, this.json, 1 << 26))
			.requestTimeout(Duration.ofMinutes(1))
			.initializationTimeout(Duration.ofMinutes(1))
			.capabilities(McpSchema.ClientCapabilities.builder().elicitation().build())
			.elicitation((request) -> Mono.just(new McpSchema.ElicitResult(McpSchema.ElicitResult.Action.ACCEPT,
					Map.of("number", 12346, "text", request.message()))))
			.progressConsumer((progress) -> {
				events.another();
				return Mono.empty();
			})
			.loggingConsumer((line) -> {
				logger.info("{}", line.data());
				return Mono.empty();
			})
			.build();
		return client.initialize().<Link>map((result) -> new ClientLink(client, events)).toFuture();
	}

	/**
	 * A worker.
	 *
	 * @param client calls it
	 * @param events counts its events
	 */
	private record ClientLink(McpAsyncClient client, EventCount events) implements Link {

		private static final McpSchema.CallToolRequest QUESTION = McpSchema.CallToolRequest.builder("call")
			.arguments(Map.of("number", Payloads.QUESTION.number(), "text", Payloads.QUESTION.text()))
			.build();

		@Override
		public void call() {
			CompletableFuture<McpSchema.CallToolResult> result;
			// Its client throws where two threads send at the same time
			synchronized (this.client) {
				result = this.client.callTool(QUESTION).toFuture();
			}
			text(result.join());
		}

		@Override
		public void call(Runnable done) {
			this.client.callTool(QUESTION).subscribe((result) -> {
				text(result);
				done.run();
			});
		}

		@Override
		public int echo(String text) {
			McpSchema.CallToolRequest request = McpSchema.CallToolRequest.builder("echo")
				.arguments(Map.of("text", text))
				.build();
			return text(this.client.callTool(request).block()).length();
		}

		@Override
		public void flood(Flood flood, int count) throws InterruptedException {
			CountDownLatch all = this.events.expect((flood == Flood.STREAM) ? count : 0);
			this.client
				.callTool(McpSchema.CallToolRequest.builder("flood")
					.arguments(Map.of("kind", flood.kind(), "count", count))
					.build())
				.block();
			all.await();
		}

		private static String text(McpSchema.CallToolResult result) {
			return ((McpSchema.TextContent) result.content().get(0)).text();
		}

		@Override
		public CompletableFuture<?> end() {
			return this.client.closeGracefully().toFuture();
		}

	}

}
