package io.pluginhost.workerkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the kit does for a worker, over streams.
 */
class WorkerTests {

	private final PipedOutputStream host = new PipedOutputStream();

	private final BlockingQueue<JsonNode> said = new LinkedBlockingQueue<>();

	private final ByteArrayOutputStream log = new ByteArrayOutputStream();

	private final CompletableFuture<Integer> exit = new CompletableFuture<>();

	private final Greeter greeter = new Greeter();

	@BeforeEach
	void start() throws IOException {
		Worker worker = new Worker(this.greeter, new PipedInputStream(this.host, 1 << 16), new Lines(),
				new PrintStream(this.log, true, StandardCharsets.UTF_8), this.exit::complete);
		Thread thread = new Thread(worker::serve);
		thread.setDaemon(true);
		thread.start();
	}

	@AfterEach
	void end() throws IOException {
		this.host.close();
	}

	@Test
	void initializeHandsOverTheConfigurationAndTellsTheMethods() throws Exception {
		say("{'id':1,'method':'initialize','params':{'config':{'greeting':'Ahoj'}}}");
		assertThat(next().path("result")).isEqualTo(Connection.JSON.readTree("""
				{"ok":true,"supportedMethods":["fail","greet","health","note","shutdown","wait"]}"""));
		assertThat(this.greeter.greeting).isEqualTo("Ahoj");
	}

	@Test
	void callIsBoundToARecordAndAsksTheHostInItsName() throws Exception {
		say("{'id':7,'method':'greet','params':{'name':'Ada','more':1},"
				+ "'paperclipInvocation':{'id':'inv-1','scope':{'companyId':'acme'}}}");
		JsonNode question = next();
		assertThat(question.path("method").asString()).isEqualTo("visits.next");
		assertThat(question.path("paperclipInvocationId").asString()).isEqualTo("inv-1");
		say("{'id':%s,'result':3}".formatted(question.get("id")));
		assertThat(next()).isEqualTo(Connection.JSON.readTree("""
				{"jsonrpc":"2.0","method":"log","params":{"level":"info","message":"greeted","meta":{}},
				"paperclipInvocationId":"inv-1"}"""));
		for (String method : new String[] { "streams.open", "streams.emit", "streams.close" }) {
			JsonNode stream = next();
			assertThat(stream.path("method").asString()).isEqualTo(method);
			assertThat(stream.at("/params/companyId").asString()).isEqualTo("acme");
			assertThat(stream.path("paperclipInvocationId").asString()).isEqualTo("inv-1");
		}
		assertThat(next().toString())
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"text\":\"Hello, Ada! Number 3\"}}");
	}

	@Test
	void errorOfTheHostIsThrownWithItsCodeAndPassedOn() throws Exception {
		say("{'id':7,'method':'greet','params':{'name':'Ada'}}");
		say("{'id':%s,'error':{'code':-32001,'message':'denied','data':{'needed':'visits'}}}"
			.formatted(next().get("id")));
		JsonNode answer = next();
		assertThat(answer.at("/error/code").asInt()).isEqualTo(-32001);
		assertThat(answer.at("/error/message").asString()).isEqualTo("denied");
		assertThat(answer.at("/error/data/needed").asString()).isEqualTo("visits");
	}

	@Test
	void failuresAreAnsweredAndWrittenToTheLog() throws Exception {
		say("{'id':1,'method':'fail','params':{}}");
		assertThat(next().at("/error/code").asInt()).isEqualTo(-32002);
		assertThat(this.log.toString(StandardCharsets.UTF_8)).contains("IllegalStateException: on purpose");
		say("{'id':2,'method':'nothing','params':{}}");
		assertThat(next().at("/error/code").asInt()).isEqualTo(-32601);
		say("{'id':3,'method':'greet','params':[1]}");
		assertThat(next().at("/error/code").asInt()).isEqualTo(-32602);
	}

	@Test
	void healthIsAnsweredWhileACallWorks() throws Exception {
		say("{'id':1,'method':'wait','params':{}}");
		this.greeter.waiting.await();
		say("{'id':2,'method':'health','params':{}}");
		assertThat(next().toString()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"status\":\"ok\"}}");
	}

	@Test
	void cancelledCallIsInterrupted() throws Exception {
		say("{'id':1,'method':'wait','params':{}}");
		this.greeter.waiting.await();
		say("{'method':'$/cancelRequest','params':{'id':1}}");
		assertThat(next().at("/error/code").asInt()).isEqualTo(-32800);
		assertThat(this.greeter.cancelled.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void cancelledCallWithdrawsWhatItAsks() throws Exception {
		say("{'id':1,'method':'greet','params':{'name':'Ada'}}");
		JsonNode question = next();
		say("{'method':'$/cancelRequest','params':{'id':1}}");
		JsonNode withdrawal = next();
		assertThat(withdrawal.path("method").asString()).isEqualTo("$/cancelRequest");
		assertThat(withdrawal.at("/params/id")).isEqualTo(question.get("id"));
		assertThat(next().at("/error/code").asInt()).isEqualTo(-32800);
	}

	@Test
	void interruptIsForTheCancelledCallAlone() {
		Call early = call();
		early.cancel();
		early.begin();
		assertThat(Thread.interrupted()).isTrue();
		early.end();
		Call late = call();
		late.begin();
		late.cancel();
		late.end();
		assertThat(Thread.interrupted()).isFalse();
		late.cancel();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void shutdownWaitsForCallsUnderWay() throws Exception {
		say("{'id':1,'method':'wait','params':{}}");
		this.greeter.waiting.await();
		say("{'id':2,'method':'shutdown','params':{}}");
		say("{'id':3,'method':'health','params':{}}");
		assertThat(next().path("id").asInt()).isEqualTo(3);
		assertThat(this.exit).isNotDone();
		this.greeter.goOn.countDown();
		assertThat(next().path("id").asInt()).isEqualTo(1);
		JsonNode answer = next();
		assertThat(answer.path("id").asInt()).isEqualTo(2);
		assertThat(answer.get("result").isNull()).isTrue();
		assertThat(this.exit.get(10, TimeUnit.SECONDS)).isZero();
	}

	@Test
	void endOfStdinEndsTheWorker() throws Exception {
		this.host.close();
		assertThat(this.exit.get(10, TimeUnit.SECONDS)).isZero();
	}

	@Test
	void notificationsAreHeardAndOthersAndNonsensePassedOver() throws Exception {
		say("{'method':'unknown','params':{}}");
		this.host.write("nonsense\n".getBytes(StandardCharsets.UTF_8));
		say("{'method':'note','params':{'text':'hello'}}");
		assertThat(this.greeter.noted.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
	}

	@Test
	void workerWithTwoMethodsOfOneNameIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Methods(new Twice()))
			.withMessage("Two methods are called 'one'");
	}

	private static Call call() {
		return new Call(new Connection(OutputStream.nullOutputStream()), Connection.JSON.readTree("{\"id\":1}"));
	}

	private void say(String message) throws IOException {
		String json = "{\"jsonrpc\":\"2.0\"," + message.replace('\'', '"').substring(1);
		this.host.write((json + "\n").getBytes(StandardCharsets.UTF_8));
		this.host.flush();
	}

	private JsonNode next() throws InterruptedException {
		JsonNode message = this.said.poll(10, TimeUnit.SECONDS);
		assertThat(message).isNotNull();
		return message;
	}

	/** Every write of the worker's is one whole line. */
	private final class Lines extends OutputStream {

		@Override
		public void write(int value) {
			throw new IllegalStateException("Not a whole line");
		}

		@Override
		public void write(byte[] bytes) {
			WorkerTests.this.said.add(Connection.JSON.readTree(bytes));
		}

	}

	static class Greeter {

		final CountDownLatch waiting = new CountDownLatch(1);

		final CountDownLatch goOn = new CountDownLatch(1);

		final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();

		final CompletableFuture<String> noted = new CompletableFuture<>();

		volatile String greeting = "Hello";

		@WorkerMethod("initialize")
		void initialize(JsonNode params) {
			this.greeting = params.at("/config/greeting").asString();
		}

		@WorkerMethod("greet")
		Map<String, String> greet(Call call, Guest guest) {
			long visit = call.ask("visits.next", null, Long.class);
			call.log("info", "greeted");
			try (EventStream stream = call.stream("greetings")) {
				stream.emit(Map.of("visit", visit));
			}
			return Map.of("text", "%s, %s! Number %d".formatted(this.greeting, guest.name(), visit));
		}

		@WorkerMethod("fail")
		void fail() {
			throw new IllegalStateException("on purpose");
		}

		@WorkerMethod("wait")
		String await(Call call) throws InterruptedException {
			this.waiting.countDown();
			try {
				this.goOn.await();
				return "went on";
			}
			finally {
				this.cancelled.complete(call.isCancelled());
			}
		}

		@WorkerMethod("note")
		void note(Map<String, String> params) {
			this.noted.complete(params.get("text"));
		}

		record Guest(String name) {
		}

	}

	static class Twice {

		@WorkerMethod("one")
		void one() {
		}

		@WorkerMethod("one")
		void two() {
		}

	}

}
