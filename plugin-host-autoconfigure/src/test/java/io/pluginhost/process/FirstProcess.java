package io.pluginhost.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.pluginhost.PluginWorker;
import io.pluginhost.manager.WorkerRegistry;
import io.pluginhost.process.tree.Proc;
import io.pluginhost.testing.MischiefWorker;

/**
 * A host that is the first process of its namespace, as in a container without an init:
 * what its workers leave behind becomes its own, and stays a zombie. Starts and stops a
 * worker that leaves a daemon behind, as often as its argument says, and says how it
 * went.
 */
public final class FirstProcess {

	/** A daemon with a session of its own that has closed all pipes. */
	private static final String DAEMON = "(setsid sleep 600 </dev/null >/dev/null 2>&1 &); exec \"$@\"";

	private FirstProcess() {
	}

	public static void main(String[] args) throws Exception {
		System.out.println("pid " + ProcessHandle.current().pid());
		LocalProcessLauncher launcher = Scenario.launcher();
		WorkerRegistry registry = HostProcess.registry(launcher);
		List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", DAEMON, "wrapper"));
		command.addAll(MischiefWorker.command());
		// No stop of what is dead already takes a grace
		PluginWorker worker = registry
			.register(new Scenario("first").worker("acme.daemon", command.toArray(String[]::new))
				.initializeTimeout(Duration.ofMinutes(1))
				.shutdownDrain(Duration.ofMinutes(30))
				.shutdownTermGrace(Duration.ofMinutes(30))
				.build());
		for (int i = 0; i < Integer.parseInt(args[0]); i++) {
			worker.start().get(1, TimeUnit.MINUTES);
			worker.stop().get(1, TimeUnit.MINUTES);
			System.out.println("stopped");
		}
		List<Long> zombies = new ArrayList<>();
		ProcessHandle.allProcesses()
			.filter(ProcessHandle::isAlive)
			.filter((process) -> !Proc.isAlive(process))
			.forEach((process) -> zombies.add(process.pid()));
		System.out.println("zombies " + zombies.size());
		registry.close();
		launcher.close();
		System.out.println("closed");
		System.exit(0);
	}

}
