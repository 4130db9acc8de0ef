package io.pluginhost.process.tree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks JVMs to write down what their threads do, by SIGQUIT, which {@link ProcessHandle}
 * cannot send: a shell does. Any other program would end by it, so a process is asked
 * only if what it executes is a {@code java}, however it came to that.
 *
 * @see "docs/decisions/hanging-or-busy.md"
 */
final class ThreadDumpRequest {

	private static final Logger logger = LoggerFactory.getLogger(ThreadDumpRequest.class);

	/** Where the JDK has been replaced since, Linux says so behind the name. */
	private static final String JAVA = "java( \\(deleted\\))?";

	private ThreadDumpRequest() {
	}

	/**
	 * Ask those that are JVMs.
	 * @param processes some processes, just found alive
	 * @return whether any was asked
	 */
	static boolean send(Collection<ProcessHandle> processes) {
		List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s QUIT \"$@\"", "kill"));
		processes.stream()
			.filter(ThreadDumpRequest::isJvm)
			.map((process) -> Long.toString(process.pid()))
			.forEach(command::add);
		return command.size() > 4 && run(command);
	}

	private static boolean isJvm(ProcessHandle process) {
		return process.info()
			.command()
			.map((program) -> Path.of(program).getFileName())
			.filter((name) -> name.toString().matches(JAVA))
			.isPresent();
	}

	private static boolean run(List<String> command) {
		ProcessBuilder shell = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		shell.environment().clear();
		try {
			ProcessStarter.start(shell);
			return true;
		}
		catch (IOException ex) {
			logger.debug("There is no shell to send SIGQUIT", ex);
			return false;
		}
	}

}
