package io.pluginhost.test;

import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.pluginhost.PluginDefinition;
import io.pluginhost.PluginRpcException;
import io.pluginhost.RpcErrorCodes;
import io.pluginhost.process.ProcessExit;

/**
 * One process of a worker: reads messages on one thread and answers each on another. Both
 * are interrupted when it ends.
 */
final class Incarnation {

	private final TestWorker worker;

	private final TestProcess process;

	private final TestConnection connection;

	private final ExecutorService calls;

	Incarnation(PluginDefinition definition, TestWorker worker, HostErrors errors) {
		this.worker = worker;
		this.process = new TestProcess(definition, this::receive, this::end);
		this.connection = new TestConnection(definition.id(), this.process, errors);
		this.calls = Executors.newCachedThreadPool((work) -> {
			Thread thread = new Thread(work, "plugin-" + definition.id() + "-test-call");
			thread.setDaemon(true);
			return thread;
		});
	}

	TestProcess process() {
		return this.process;
	}

	TestConnection connection() {
		return this.connection;
	}

	private void receive(byte[] line) {
		JsonNode message = this.connection.receive(line);
		if (message == null) {
			return;
		}
		TestCall call = new TestCall(this.connection, message);
		Answer answer = this.worker.receive(call);
		try {
			this.calls.execute(() -> answer(call, (answer != null) ? answer : this::answerByItself));
		}
		catch (RejectedExecutionException ex) {
			// It has just ended
		}
	}

	private @Nullable Object answerByItself(TestCall call) {
		return switch (call.method()) {
			case "initialize" -> this.worker.initialized();
			case "health" -> Map.of("status", "ok");
			case "shutdown" -> null;
			default -> throw this.worker.unknown(call.method());
		};
	}

	private void answer(TestCall call, Answer answer) {
		try {
			TestWorker.toStage(answer.answer(call)).whenComplete((result, failure) -> {
				if (failure == null) {
					succeed(call, result);
				}
				else {
					fail(call, (failure instanceof CompletionException) ? failure.getCause() : failure);
				}
			});
		}
		catch (Exception | AssertionError ex) {
			fail(call, ex);
		}
	}

	private void succeed(TestCall call, @Nullable Object result) {
		if (call.isNotification()) {
			return;
		}
		try {
			this.connection.answer(call.message().path("id"), result);
		}
		catch (RuntimeException ex) {
			fail(call, ex);
			return;
		}
		if (call.method().equals("shutdown")) {
			this.process.exit(new ProcessExit(0, null));
		}
	}

	private void fail(TestCall call, @Nullable Throwable failure) {
		if (call.isNotification()) {
			return;
		}
		if (failure instanceof PluginRpcException rpc) {
			this.connection.refuse(call.message().path("id"), rpc.code(), String.valueOf(rpc.getMessage()), rpc.data());
		}
		else {
			this.connection.refuse(call.message().path("id"), RpcErrorCodes.WORKER_ERROR, String.valueOf(failure),
					null);
		}
	}

	private void end() {
		this.calls.shutdownNow();
		this.connection.close();
	}

}
