import java.io.IOException;
import java.util.Map;

import io.pluginhost.workerkit.Worker;
import io.pluginhost.workerkit.WorkerException;
import io.pluginhost.workerkit.WorkerMethod;

/**
 * The plugin "flaky": answers pings, and crashes in several ways when asked. About the
 * least a worker can be: it never calls the host.
 */
public class FlakyWorker {

	private final long started = System.nanoTime();

	public static void main(String[] args) {
		Thread.setDefaultUncaughtExceptionHandler((thread, ex) -> {
			ex.printStackTrace();
			System.exit(1);
		});
		Worker.run(new FlakyWorker());
	}

	@WorkerMethod("ping")
	Pong ping() {
		return new Pong(true, ProcessHandle.current().pid(), (System.nanoTime() - this.started) / 1_000_000_000);
	}

	@WorkerMethod("crash")
	void crash(Map<String, String> params) throws IOException, InterruptedException {
		switch (params.getOrDefault("how", "exit")) {
			case "exit" -> {
				System.err.println("ERROR Asked to crash: leaving with exit code 3");
				System.exit(3);
			}
			case "halt" -> {
				System.err.println("ERROR Asked to crash: halting, no clean-up");
				Runtime.getRuntime().halt(42);
			}
			case "exception" -> {
				// On a thread of its own: what a method throws is an answer
				new Thread(FlakyWorker::fail).start();
				Thread.currentThread().join();
			}
			case "kill" -> {
				System.err.println("ERROR Asked to crash: waiting for SIGKILL");
				new ProcessBuilder("kill", "-KILL", Long.toString(ProcessHandle.current().pid())).start().waitFor();
			}
			default -> throw new WorkerException(WorkerException.INVALID_PARAMS,
					"'how' must be 'exit', 'halt', 'exception' or 'kill'");
		}
	}

	private static void fail() {
		throw new IllegalStateException("Asked to crash: an uncaught exception");
	}

	record Pong(boolean pong, long pid, long upSeconds) {

	}

}
