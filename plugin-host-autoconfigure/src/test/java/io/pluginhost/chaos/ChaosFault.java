package io.pluginhost.chaos;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import io.pluginhost.PluginCall;
import io.pluginhost.PluginWorker;

/**
 * What goes wrong.
 */
enum ChaosFault {

	KILL {

		@Override
		void strike(PluginWorker worker, ChaosCalls calls, Random random) {
			AtomicLong killedAt = new AtomicLong();
			for (int i = 0; i < 4; i++) {
				calls.makeInVain(worker.call("silence").failFast(), killedAt);
			}
			Long pid = worker.diagnostics().pid();
			if (pid != null) {
				ProcessHandle.of(pid).ifPresent((process) -> {
					killedAt.set(System.nanoTime());
					process.destroyForcibly();
				});
			}
		}

	},

	FREEZE("freeze"),

	EXIT("exit", "code", 0),

	EXIT_WITH_CODE("exit", "code", 3),

	HALF_A_LINE("halfALine"),

	NEVER_ANSWER("silence"),

	NEVER_READ("deaf"),

	CLOSE_STDIN("close", "fd", 0),

	CLOSE_STDOUT("close", "fd", 1),

	CLOSE_STDERR("close", "fd", 2),

	SLOW("slow", "millis", 500),

	COMPLAIN("complain", "count", 2000),

	GARBAGE {

		@Override
		void strike(PluginWorker worker, ChaosCalls calls, Random random) {
			PluginCall call = worker.call("garbage").param("seed", random.nextInt()).param("count", 200);
			calls.make(call.failFast(), (result) -> {
			});
		}

	},

	IGNORE_SHUTDOWN {

		@Override
		void strike(PluginWorker worker, ChaosCalls calls, Random random) {
			calls.make(worker.call("ignoreShutdown").failFast(), (result) -> {
			});
			worker.restart();
		}

	},

	RESTART {

		@Override
		void strike(PluginWorker worker, ChaosCalls calls, Random random) {
			worker.restart();
		}

	},

	STOP_AND_START {

		@Override
		void strike(PluginWorker worker, ChaosCalls calls, Random random) {
			worker.stop();
			if (random.nextBoolean()) {
				worker.stop();
			}
			worker.start();
		}

	};

	private final String method;

	private final String param;

	private final int value;

	ChaosFault() {
		this("");
	}

	ChaosFault(String method) {
		this(method, "nothing", 0);
	}

	ChaosFault(String method, String param, int value) {
		this.method = method;
		this.param = param;
		this.value = value;
	}

	void strike(PluginWorker worker, ChaosCalls calls, Random random) {
		calls.make(worker.call(this.method)
			.param(this.param, this.value)
			.param("n", 0)
			.timeout(Duration.ofMillis(500 + random.nextInt(1000)))
			.failFast(), (result) -> {
			});
	}

}
