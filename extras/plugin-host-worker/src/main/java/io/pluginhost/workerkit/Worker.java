package io.pluginhost.workerkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A worker: reads messages on one thread, and runs calls concurrently on others. It ends
 * when the host requests it and all calls are answered, or when the host has ended.
 */
public final class Worker {

	private final Methods methods;

	private final BufferedReader in;

	private final Connection connection;

	private final PrintStream log;

	private final IntConsumer exit;

	private final ExecutorService threads = Executors.newCachedThreadPool((work) -> {
		Thread thread = new Thread(work, "call");
		thread.setDaemon(true);
		return thread;
	});

	private final CallsInFlight calls = new CallsInFlight();

	Worker(Object target, InputStream in, OutputStream out, PrintStream log, IntConsumer exit) {
		this.methods = new Methods(target);
		this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
		this.connection = new Connection(out);
		this.log = log;
		this.exit = exit;
	}

	/**
	 * Run a worker until the host ends it, then exit the JVM. From now on,
	 * {@code System.out} writes to stderr and {@code System.in} is at its end, because
	 * stdout and stdin are for messages only.
	 * @param target the object with the methods annotated with
	 * {@link WorkerMethod @WorkerMethod}
	 */
	public static void run(Object target) {
		InputStream in = System.in;
		PrintStream out = System.out;
		System.setIn(InputStream.nullInputStream());
		System.setOut(System.err);
		new Worker(target, in, out, System.err, System::exit).serve();
	}

	/**
	 * Read messages until the end of stdin.
	 */
	void serve() {
		try {
			for (String line = this.in.readLine(); line != null; line = this.in.readLine()) {
				receive(line);
			}
		}
		catch (IOException ex) {
			this.log.println("WARN Failed to read from the host:  " + ex);
		}
		this.exit.accept(0);
	}

	private void receive(String line) {
		JsonNode message;
		try {
			message = Connection.JSON.readTree(line);
		}
		catch (JacksonException ex) {
			this.log.println("WARN No message: " + ex.getOriginalMessage());
			return;
		}
		String method = message.path("method").asString("");
		if (!message.has("method")) {
			this.connection.settle(message);
		}
		else if (method.equals("$/cancelRequest")) {
			this.calls.cancel(message.path("params").path("id"));
		}
		else if (!message.has("id")) {
			if (this.methods.has(method)) {
				Call call = new Call(this.connection, message);
				this.threads.execute(() -> notification(call));
			}
		}
		else if (method.equals("shutdown")) {
			Call call = new Call(this.connection, message);
			this.calls.tellOnceIdle(() -> this.threads.execute(() -> shutDown(call)));
		}
		else {
			Call call = new Call(this.connection, message);
			this.calls.add(call);
			this.threads.execute(() -> work(call));
		}
	}

	private void work(Call call) {
		try {
			answer(call);
		}
		finally {
			this.calls.remove(call);
		}
	}

	private void notification(Call notification) {
		try {
			this.methods.invoke(notification);
		}
		catch (Throwable ex) {
			failure(ex);
		}
	}

	private void shutDown(Call call) {
		answer(call);
		this.exit.accept(0);
	}

	private void answer(Call call) {
		Runnable answer;
		call.begin();
		try {
			JsonNode result = result(call);
			answer = () -> this.connection.answer(call.id(), result);
		}
		catch (Throwable ex) {
			WorkerException failure = call.isCancelled()
					? new WorkerException(WorkerException.CANCELLED, "Call cancelled") : failure(ex);
			answer = () -> this.connection.refuse(call.id(), failure);
		}
		finally {
			call.end();
		}
		answer.run();
	}

	private JsonNode result(Call call) throws Throwable {
		boolean own = this.methods.has(call.method());
		switch (call.method()) {
			case "initialize":
				if (own) {
					this.methods.invoke(call);
				}
				return Connection.JSON.valueToTree(Map.of("ok", true, "supportedMethods", this.methods.supported()));
			case "health":
				return own ? this.methods.invoke(call) : Connection.JSON.valueToTree(Map.of("status", "ok"));
			case "shutdown":
				if (own) {
					this.methods.invoke(call);
				}
				return Connection.JSON.nullNode();
			default:
				return this.methods.invoke(call);
		}
	}

	private WorkerException failure(Throwable thrown) {
		if (thrown instanceof WorkerException failure) {
			return failure;
		}
		thrown.printStackTrace(this.log);
		return new WorkerException(WorkerException.WORKER_ERROR, thrown.toString());
	}

}
