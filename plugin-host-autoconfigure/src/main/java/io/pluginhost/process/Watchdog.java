package io.pluginhost.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small process that outlives its host, whatever that dies of: it reads from a pipe
 * that nobody but the host holds, and when the pipe ends without a farewell, it ends all
 * processes that bear the host's mark. In a session of its own, deaf to all signals that
 * can be ignored, and without any mark or parent-death signal. Linux only. Guarded by
 * itself.
 */
final class Watchdog {

	private static final Logger logger = LoggerFactory.getLogger(Watchdog.class);

	private static final String SHELL = "/bin/sh";

	private static final long FAREWELL_MILLIS = 1000;

	/**
	 * Arguments: the variable to look for, the host's process id. Runs in dash, bash and
	 * busybox. The start time is read before the environment and again after it, so that
	 * a process id that has passed on to another process is not taken for the first.
	 */
	private static final String SCRIPT = """
			trap '' HUP INT QUIT TERM PIPE USR1 USR2 TSTP
			read -r farewell && exit 0
			bearers() {
				if [ "$fast" ]; then
					grep -lszx -e "$mark" /proc/[0-9]*/environ
				else
					for file in /proc/[0-9]*/environ; do
						tr '\\0' '\\n' < "$file" | grep -qx -e "$mark" && echo "$file"
					done
				fi
			}
			uid() {
				uid=
				while read -r key value rest; do
					[ "$key" = Uid: ] && uid=$value && return
				done < "/proc/$1/status"
			}
			started() {
				stat= started=
				while IFS= read -r line; do
					stat=$stat$line
				done < "/proc/$1/stat"
				set -- ${stat##*) }
				[ $# -ge 20 ] && shift 19 && started=$1
			}
			mark="$1\\(:.*\\)\\{0,1\\}"
			fast=$(printf 'a\\0b\\0' | grep -qzxF -e b && echo y)
			uid self
			own=$uid rounds=0 clean=0
			while [ "$rounds" -lt 100 ] && [ "$clean" -lt 2 ]; do
				clean=$((clean + 1)) rounds=$((rounds + 1))
				for file in $(bearers); do
					pid=${file#/proc/} pid=${pid%/environ}
					[ "$pid" = "$$" ] || [ "$pid" = "$PPID" ] || [ "$pid" = "$2" ] && continue
					started "$pid"
					before=$started
					uid "$pid"
					[ "$uid" = "$own" ] || continue
					tr '\\0' '\\n' < "$file" | grep -qx -e "$mark" || continue
					started "$pid"
					[ "$started" ] && [ "$started" = "$before" ] && kill -9 "$pid" && clean=0
				done
				sleep 0.05 || sleep 1
			done
			""";

	private final OwnerMark owner;

	private final @Nullable String path;

	// Guarded by this
	private @Nullable Process process;

	// Guarded by this
	private boolean failed;

	/**
	 * Create a watchdog, which does not run yet.
	 * @param owner what those it ends bear
	 * @param path where to look for programs
	 */
	Watchdog(OwnerMark owner, @Nullable String path) {
		this.owner = owner;
		this.path = path;
	}

	/**
	 * See to it that it runs. A failure is logged, once, and nothing more: workers are
	 * worth starting without it.
	 */
	synchronized void ensureRunning() {
		if (this.failed || (this.process != null && this.process.isAlive())) {
			return;
		}
		if (this.process != null) {
			logger.warn("The watchdog has ended (exit value {}) and is started again", this.process.exitValue());
		}
		try {
			this.process = start();
			logger.debug("Watchdog runs as process {}", this.process.pid());
		}
		catch (IOException ex) {
			this.failed = true;
			logger.warn("No watchdog: if this host is killed, processes of its plugins may be left over", ex);
		}
	}

	private Process start() throws IOException {
		List<String> command = new ArrayList<>();
		new SearchPath(this.path, false).locate("setsid").ifPresent((setsid) -> command.add(setsid.toString()));
		command.add(SHELL);
		return ProcessStarter.start(command(command, this.path, this.owner));
	}

	static ProcessBuilder command(List<String> shell, @Nullable String path, OwnerMark owner) {
		List<String> command = new ArrayList<>(shell);
		command.addAll(List.of("-c", "eval \"$WATCHDOG\"", "plugin-host-watchdog",
				WorkerEnvironment.OWNER + '=' + owner, Long.toString(owner.hostPid())));
		ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"))
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		Map<String, String> environment = builder.environment();
		environment.clear();
		environment.put("PATH", (path != null) ? path : "/usr/bin:/bin");
		// Not as an argument, which would fill the list of processes
		environment.put("WATCHDOG", SCRIPT);
		return builder;
	}

	/**
	 * Send it away: there is nothing left to watch. Waits a moment for its end.
	 */
	synchronized void dismiss() {
		Process watchdog = this.process;
		if (watchdog == null) {
			return;
		}
		try (OutputStream pipe = watchdog.getOutputStream()) {
			pipe.write("farewell\n".getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			logger.debug("The watchdog was gone before", ex);
		}
		try {
			watchdog.waitFor(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
