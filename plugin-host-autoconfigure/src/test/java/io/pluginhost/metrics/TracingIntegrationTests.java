package io.pluginhost.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginRpcException;
import io.pluginhost.client.PluginClient;
import io.pluginhost.client.PluginClientFactory;
import io.pluginhost.client.PluginMethod;
import io.pluginhost.handler.HostHandler;
import io.pluginhost.testing.MischiefWorker;
import io.pluginhost.testing.WebApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * One trace through application, worker and host method, with a real tracer and a real
 * worker.
 */
class TracingIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String ID = "acme.linear";

	private static WebApplication application;

	private static Spans spans;

	private static Tracer tracer;

	@BeforeAll
	static void run() {
		List<String> properties = new ArrayList<>(List.of(MischiefWorker.properties("linear")));
		properties.addAll(List.of("plugin-host.plugins.linear.id=" + ID, "plugin-host.startup=blocking",
				"management.tracing.sampling.probability=1.0"));
		application = WebApplication.run(TestApplication.class, properties);
		spans = application.context().getBean(Spans.class);
		tracer = application.context().getBean(Tracer.class);
	}

	@AfterAll
	static void close() {
		if (application != null) {
			application.close();
		}
	}

	@BeforeEach
	void forget() {
		spans.ended.clear();
	}

	@Test
	void aCallIsASpanOfItsCallersTraceAndTheWorkerReceivesIt() {
		Span request = tracer.nextSpan().name("request").start();
		JsonNode told;
		try (Tracer.SpanInScope scope = tracer.withSpan(request)) {
			told = application.manager().call(ID, "invocation").retrieve();
		}
		finally {
			request.end();
		}
		SpanData call = spans.named("acme.linear invocation");
		assertThat(call.getTraceId()).isEqualTo(request.context().traceId());
		assertThat(call.getParentSpanId()).isEqualTo(request.context().spanId());
		assertThat(call.getKind().name()).isEqualTo("CLIENT");
		assertThat(told.path("traceparent").stringValue())
			.startsWith("00-%s-%s-0".formatted(call.getTraceId(), call.getSpanId()));
	}

	@Test
	void aFailedCallIsAFailedSpan() {
		assertThatExceptionOfType(PluginRpcException.class)
			.isThrownBy(application.manager().call(ID, "no.such.method")::retrieve);
		assertThat(spans.named("acme.linear no.such.method").getStatus().getStatusCode().name()).isEqualTo("ERROR");
	}

	@Test
	void aHostMethodContinuesTheTraceOfTheCallItIsCalledFrom() {
		JsonNode result = application.manager().call(ID, "host").param("text", "trace.get").retrieve();
		SpanData call = spans.named("acme.linear host");
		SpanData hostCall = spans.named("acme.linear trace.get");
		assertThat(hostCall.getTraceId()).isEqualTo(call.getTraceId());
		assertThat(hostCall.getParentSpanId()).isEqualTo(call.getSpanId());
		assertThat(hostCall.getKind().name()).isEqualTo("SERVER");
		// Calls of the handler are part of it
		assertThat(result.path("result").stringValue()).isEqualTo(hostCall.getSpanId());
	}

	// In WebFlux a reactive client's call belongs to the request's trace, whichever
	// thread subscribes
	@Test
	void aReactiveClientsCallIsASpanOfTheRequestsTrace() {
		Linear linear = application.context().getBean(PluginClientFactory.class).createClient(Linear.class);
		WebHandler handler = (exchange) -> Mono.delay(Duration.ofMillis(1), Schedulers.boundedElastic())
			.then(linear.invocation())
			.then();
		HttpHandler http = WebHttpHandlerBuilder.webHandler(handler)
			.observationRegistry(application.context().getBean(ObservationRegistry.class))
			.build();
		http.handle(MockServerHttpRequest.get("/issues").build(), new MockServerHttpResponse()).block(PATIENCE);
		SpanData call = spans.named("acme.linear invocation");
		SpanData request = spans.named("http get");
		assertThat(call.getParentSpanId()).isEqualTo(request.getSpanId());
		assertThat(call.getTraceId()).isEqualTo(request.getTraceId());
	}

	// Later steps of a reactive host method belong to the trace as well
	@Test
	void aReactiveHostMethodContinuesTheTraceOnAnyThread() {
		application.manager().call(ID, "host").param("text", "trace.later").retrieve();
		SpanData hostCall = spans.named("acme.linear trace.later");
		SpanData call = spans.named("acme.linear invocation");
		assertThat(call.getParentSpanId()).isEqualTo(hostCall.getSpanId());
	}

	@Test
	void theWorkersLogLinesCarryTheIdsOfTheCallTheyAreWrittenIn() {
		Logger logger = (Logger) LoggerFactory.getLogger("plugin." + ID);
		Lines lines = new Lines();
		lines.setContext(logger.getLoggerContext());
		lines.start();
		logger.addAppender(lines);
		try {
			application.manager().call(ID, "log-inside").param("text", "inside").retrieve();
			application.manager().call(ID, "log").param("text", "outside").retrieve();
			await().atMost(PATIENCE).until(() -> lines.contexts.size() == 2);
		}
		finally {
			logger.detachAppender(lines);
		}
		SpanData call = spans.named("acme.linear log-inside");
		assertThat(lines.contexts.get("inside")).containsEntry("traceId", call.getTraceId())
			.containsEntry("spanId", call.getSpanId())
			.containsEntry("plugin.id", ID)
			.containsKey("plugin.pid");
		assertThat(lines.contexts.get("outside")).doesNotContainKey("traceId").containsEntry("plugin.id", ID);
	}

	/**
	 * What was in the context of each line.
	 */
	private static final class Lines extends AppenderBase<ILoggingEvent> {

		private final Map<String, Map<String, String>> contexts = new ConcurrentHashMap<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.contexts.put(event.getFormattedMessage(), Map.copyOf(event.getMDCPropertyMap()));
		}

	}

	/**
	 * Keeps spans that have ended.
	 */
	static final class Spans implements SpanProcessor {

		private final ConcurrentLinkedQueue<SpanData> ended = new ConcurrentLinkedQueue<>();

		SpanData named(String name) {
			await().atMost(PATIENCE).until(() -> find(name) != null);
			SpanData span = find(name);
			assertThat(span).isNotNull();
			return span;
		}

		private @Nullable SpanData find(String name) {
			return this.ended.stream().filter((span) -> span.getName().equals(name)).findFirst().orElse(null);
		}

		@Override
		public void onStart(Context parent, ReadWriteSpan span) {
		}

		@Override
		public boolean isStartRequired() {
			return false;
		}

		@Override
		public void onEnd(ReadableSpan span) {
			this.ended.add(span.toSpanData());
		}

		@Override
		public boolean isEndRequired() {
			return true;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TestApplication {

		@Bean
		Spans spans() {
			return new Spans();
		}

		@Bean
		Handlers handlers(ObjectProvider<Tracer> tracer, ObjectProvider<PluginClientFactory> clients) {
			return new Handlers(tracer, clients);
		}

	}

	@PluginClient(ID)
	interface Linear {

		@PluginMethod("invocation")
		Mono<JsonNode> invocation();

	}

	static class Handlers {

		private final ObjectProvider<Tracer> tracer;

		private final ObjectProvider<PluginClientFactory> clients;

		Handlers(ObjectProvider<Tracer> tracer, ObjectProvider<PluginClientFactory> clients) {
			this.tracer = tracer;
			this.clients = clients;
		}

		@HostHandler("trace.later")
		Mono<JsonNode> later() {
			return Mono.delay(Duration.ofMillis(1), Schedulers.boundedElastic())
				.then(this.clients.getObject().createClient(Linear.class).invocation());
		}

		@HostHandler("trace.get")
		@Nullable String get() {
			Span span = this.tracer.getObject().currentSpan();
			return (span != null) ? span.context().spanId() : null;
		}

	}

}
