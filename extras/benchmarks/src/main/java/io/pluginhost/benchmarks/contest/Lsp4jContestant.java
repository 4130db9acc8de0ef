package io.pluginhost.benchmarks.contest;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;

import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.jsonrpc.services.JsonNotification;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.benchmarks.contest.Payloads.FloodOrder;
import io.pluginhost.benchmarks.contest.Payloads.Payload;

/**
 * LSP4J's JSON-RPC, with annotated interfaces both ways and a Content-Length before each
 * message. A call whose worker is gone waits for ever, so that killing is left out.
 */
final class Lsp4jContestant extends AbstractLinkContestant {

	/** Kept, or its level would be forgotten: it tells of every worker that is ended. */
	private static final java.util.logging.Logger jsonrpc = java.util.logging.Logger
		.getLogger("org.eclipse.lsp4j.jsonrpc");

	private final List<String> command;

	private final ExecutorService readers = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "lsp4j-reader");
		thread.setDaemon(true);
		return thread;
	});

	Lsp4jContestant(Worker worker) {
		this.command = worker.command("headers");
		jsonrpc.setLevel(Level.OFF);
	}

	@Override
	CompletableFuture<Link> open(int index) throws Exception {
		Process process = new ProcessBuilder(this.command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		Host host = new Host();
		Launcher<Remote> launcher = new Launcher.Builder<Remote>().setLocalService(host)
			.setRemoteInterface(Remote.class)
			.setInput(process.getInputStream())
			.setOutput(process.getOutputStream())
			.setExecutorService(this.readers)
			.create();
		launcher.startListening();
		Remote remote = launcher.getRemoteProxy();
		return remote.initialize(Map.of()).thenApply((result) -> new RemoteLink(process, host, remote));
	}

	@Override
	public void close() throws Exception {
		super.close();
		this.readers.shutdown();
	}

	/**
	 * What workers offer.
	 */
	interface Remote {

		@JsonRequest
		CompletableFuture<Object> initialize(Map<String, String> params);

		@JsonRequest
		CompletableFuture<Payload> call(Payload params);

		@JsonRequest
		CompletableFuture<Payload> echo(Payload params);

		@JsonRequest
		CompletableFuture<Payload> flood(FloodOrder params);

	}

	/**
	 * What workers may call.
	 */
	public static final class Host {

		private static final Logger logger = LoggerFactory.getLogger("plugin.lsp4j");

		private final EventCount events = new EventCount();

		/**
		 * Do what a worker asks for.
		 * @param params a payload
		 * @return another
		 */
		@JsonRequest("bench.add")
		public CompletableFuture<Payload> add(Payload params) {
			return CompletableFuture.completedFuture(new Payload(params.number() + 1, params.text()));
		}

		/**
		 * Take an event.
		 * @param event the event
		 */
		@JsonNotification("streams.emit")
		public void streamEvent(StreamEvent event) {
			this.events.another();
		}

		/**
		 * Take a log line.
		 * @param line the line
		 */
		@JsonNotification("log")
		public void log(LogLine line) {
			logger.info("{}", line.message());
		}

	}

	/**
	 * An event of a stream.
	 *
	 * @param channel the stream's channel
	 * @param companyId whose it is
	 * @param event what happened
	 */
	public record StreamEvent(String channel, String companyId, Payload event) {
	}

	/**
	 * What a worker logs.
	 *
	 * @param level how bad it is
	 * @param message what it says
	 */
	public record LogLine(String level, String message) {
	}

	/**
	 * A worker.
	 */
	private static final class RemoteLink extends ProcessLink {

		private final Host host;

		private final Remote remote;

		RemoteLink(Process process, Host host, Remote remote) {
			super(process);
			this.host = host;
			this.remote = remote;
		}

		@Override
		public void call() throws Exception {
			this.remote.call(Payloads.QUESTION).get();
		}

		@Override
		public void call(Runnable done) {
			this.remote.call(Payloads.QUESTION).thenRun(done);
		}

		@Override
		public int echo(String text) throws Exception {
			return this.remote.echo(new Payload(0, text)).get().text().length();
		}

		@Override
		public void flood(Flood flood, int count) throws Exception {
			CountDownLatch all = this.host.events.expect((flood == Flood.STREAM) ? count : 0);
			this.remote.flood(new FloodOrder(flood.kind(), count)).get();
			all.await();
		}

	}

}
