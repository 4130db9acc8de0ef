package io.pluginhost.process.tree;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.process.command.SearchPath;

/**
 * A small process that outlives its host, whatever that dies of: it reads from a pipe
 * that nobody but the host holds, and when the pipe ends without a farewell, it ends all
 * processes that bear the host's mark. In a session of its own, deaf to all signals that
 * can be ignored, and without any mark or parent-death signal. Linux only. Guarded by
 * itself.
 *
 * @see "docs/decisions/watchdog-and-setpriv.md"
 */
final class Watchdog {

	private static final Logger logger = LoggerFactory.getLogger(Watchdog.class);

	static final Path SHELL = Path.of("/bin/sh");

	/** How often it is looked whether it runs. */
	static final long LOOK_MILLIS = 1000;

	/** So many looks that find it running, and it has not died at once. */
	private static final int SETTLED = 10;

	/** At the most so many looks it is not started again when it has died at once. */
	private static final int MAX_PAUSE = 60;

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

	// Guarded by this
	private @Nullable Process process;

	// Guarded by this: whether it has been said that it cannot be started
	private boolean failed;

	// Guarded by this
	private boolean dismissed;

	// Guarded by this: looks that have found it running since its start
	private int seen;

	// Guarded by this: looks for which it is not started again, and how many of them are
	// left
	private int pause;

	// Guarded by this
	private int pauseLeft;

	private final Starter starter;

	/**
	 * Create a watchdog, which does not run yet.
	 * @param owner what those it ends bear
	 * @param path where to look for programs
	 */
	Watchdog(OwnerMark owner, @Nullable String path) {
		this(() -> start(owner, path));
	}

	Watchdog(Starter starter) {
		this.starter = starter;
	}

	/**
	 * Make sure that it runs, before a launch. A failure is logged and nothing more:
	 * workers are worth starting without it.
	 */
	synchronized void ensureRunning() {
		if (this.dismissed || isRunning() || (this.process != null && this.pauseLeft > 0)) {
			return;
		}
		startAgain();
	}

	/**
	 * Look whether it still runs, and start it again if it does not: at once, but later
	 * and later if it dies at once. Called about every second once it has been started.
	 */
	synchronized void look() {
		if (this.dismissed) {
			return;
		}
		if (isRunning()) {
			this.seen++;
			if (this.seen == SETTLED) {
				this.pause = 0;
				this.pauseLeft = 0;
			}
			return;
		}
		if (this.pauseLeft > 0) {
			this.pauseLeft--;
			return;
		}
		startAgain();
	}

	private boolean isRunning() {
		return this.process != null && this.process.isAlive();
	}

	private void startAgain() {
		Process last = this.process;
		if (last != null) {
			logger.warn("The watchdog has ended (exit value {}) and is started again", last.exitValue());
			this.process = null;
		}
		this.seen = 0;
		this.pause = (last != null) ? Math.min(MAX_PAUSE, Math.max(1, this.pause * 2)) : this.pause;
		this.pauseLeft = this.pause;
		try {
			Process started = this.starter.start();
			this.process = started;
			logger.debug("Watchdog runs as process {}", started.pid());
			if (this.failed) {
				logger.info("The watchdog runs");
			}
			this.failed = false;
		}
		catch (IOException ex) {
			// Without a shell there is a line about what is missing
			if (!this.failed && Files.isExecutable(SHELL)) {
				logger.warn(
						"No watchdog at the moment: if this host is killed, processes of its plugins may be left over. "
								+ "It is tried again ({})",
						ex.getMessage());
			}
			this.failed = true;
			this.pause = Math.min(MAX_PAUSE, Math.max(1, this.pause * 2));
			this.pauseLeft = this.pause;
			logger.debug("The watchdog cannot be started", ex);
		}
	}

	private static Process start(OwnerMark owner, @Nullable String path) throws IOException {
		List<String> command = new ArrayList<>();
		new SearchPath(path, false).locate("setsid").ifPresent((setsid) -> command.add(setsid.toString()));
		command.add(SHELL.toString());
		return ProcessStarter.start(command(command, path, owner));
	}

	static ProcessBuilder command(List<String> shell, @Nullable String path, OwnerMark owner) {
		List<String> command = new ArrayList<>(shell);
		command.addAll(List.of("-c", "eval \"$WATCHDOG\"", "plugin-host-watchdog", OwnerMark.VARIABLE + '=' + owner,
				Long.toString(owner.hostPid())));
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
		this.dismissed = true;
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

	/**
	 * Starts the process.
	 */
	@FunctionalInterface
	interface Starter {

		/**
		 * Start it.
		 * @throws IOException if that is not possible now
		 */
		Process start() throws IOException;

	}

}
