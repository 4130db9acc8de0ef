package io.pluginhost.compatibility;

import io.pluginhost.workerkit.Call;
import io.pluginhost.workerkit.Worker;
import io.pluginhost.workerkit.WorkerMethod;

/**
 * A worker that asks its host before it answers.
 */
public final class GreeterWorker {

	private GreeterWorker() {
	}

	public static void main(String[] args) {
		Worker.run(new GreeterWorker());
	}

	@WorkerMethod("greet")
	Greeting greet(Guest guest, Call call) {
		return new Greeting("Hello, %s! On %s.".formatted(guest.name(), call.ask("thread.kind", null, String.class)));
	}

	@WorkerMethod("leave")
	void leave() {
		Runtime.getRuntime().halt(3);
	}

	record Guest(String name) {
	}

	record Greeting(String text) {
	}

}
