package io.pluginhost.worker;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

import io.pluginhost.CrashReason;
import io.pluginhost.WorkerHealth;
import io.pluginhost.WorkerStatus;
import io.pluginhost.concurrent.Timekeeper;
import io.pluginhost.event.PluginHealthChangedEvent;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerErrorEvent;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerExitedEvent;
import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.event.PluginWorkerRestartedEvent;
import io.pluginhost.event.PluginWorkerStatusChangedEvent;
import io.pluginhost.observation.CallInFlight;
import io.pluginhost.process.ProcessExit;
import io.pluginhost.redaction.PrintableText;
import io.pluginhost.redaction.ShortText;

/**
 * Publishes the life of one worker, as events and in the host's log. Owned by the
 * worker's loop; never blocks and never throws.
 */
final class WorkerEvents {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private static final String PLUGIN_ID = "plugin.id";

	/** Lines of stderr that show what a worker did last. */
	private static final int LAST_LINES = 20;

	private final String pluginId;

	private final Timekeeper time;

	private final Consumer<PluginWorkerEvent> events;

	/** The process that was reported to survive SIGKILL. */
	private @Nullable Long survivor;

	/** Whether the operating system was reported to take long to start a process. */
	private boolean lateSpawn;

	/** Why the previous start failed, if it did. */
	private @Nullable String startFailure;

	WorkerEvents(String pluginId, Timekeeper time, Consumer<PluginWorkerEvent> events) {
		this.pluginId = pluginId;
		this.time = time;
		this.events = events;
	}

	void statusChanged(WorkerStatus status, WorkerStatus previous) {
		if (status != previous) {
			logger.debug("Plugin '{}' went from {} to {}", this.pluginId, previous, status);
			this.events.accept(new PluginWorkerStatusChangedEvent(this.pluginId, this.time.now(), status, previous));
		}
	}

	void ready(long generation, long pid, boolean recovered) {
		this.startFailure = null;
		logger.atInfo()
			.addKeyValue(PLUGIN_ID, this.pluginId)
			.addKeyValue("plugin.pid", pid)
			.log("Plugin '{}' is running{} (pid {}, generation {})", this.pluginId, recovered ? " again" : "", pid,
					generation);
		this.events.accept(new PluginWorkerReadyEvent(this.pluginId, this.time.now(), generation));
		if (recovered) {
			this.events.accept(new PluginWorkerRestartedEvent(this.pluginId, this.time.now(), generation));
		}
	}

	void exited(ProcessExit exit) {
		if (this.survivor != null) {
			logger.info("Process {} of plugin '{}', which survived SIGKILL, is gone", this.survivor, this.pluginId);
			this.survivor = null;
		}
		this.events.accept(new PluginWorkerExitedEvent(this.pluginId, this.time.now(), exit.code(), exit.signal()));
	}

	void spawnFailed(Throwable error) {
		this.events.accept(new PluginWorkerErrorEvent(this.pluginId, this.time.now(), error));
	}

	void crashed(CrashReport crash) {
		String excerpt = crash.stderrExcerpt();
		String failure = crash.startFailure();
		boolean again = failure != null && failure.equals(this.startFailure) && crash.consecutive() > 1;
		this.startFailure = failure;
		LoggingEventBuilder event = logger.atLevel((again && crash.delay() != null) ? Level.WARN : Level.ERROR)
			.addKeyValue(PLUGIN_ID, this.pluginId)
			.addKeyValue("plugin.crash.reason", crash.reason().code());
		if (again) {
			event.log("{}", crash.again(this.pluginId));
		}
		else {
			event.log("{}{}", PrintableText.escape(crash.text(this.pluginId)),
					(excerpt != null) ? "\nWorker stderr:\n" + PrintableText.printLines(excerpt) : "");
		}
		ProcessExit exit = crash.exit();
		this.events.accept(new PluginWorkerCrashedEvent(this.pluginId, this.time.now(),
				(exit != null) ? exit.code() : null, (exit != null) ? exit.signal() : null, crash.reason(),
				crash.delay() != null, crash.consecutive(), crash.nextRestartAt(), excerpt));
	}

	void stopped() {
		logger.info("Plugin '{}' is stopped", this.pluginId);
	}

	void unkillable(long pid) {
		this.survivor = pid;
		logger.error("Process {} of plugin '{}' survives SIGKILL; the plugin cannot be started while it lives", pid,
				this.pluginId);
	}

	void startDelayed(Duration delay, Duration pace) {
		logger.info("Plugin '{}' is started in {}: starts are at least {} apart (restart.initial-delay)", this.pluginId,
				ShortText.of(delay), ShortText.of(pace));
	}

	void spawned() {
		if (this.lateSpawn) {
			logger.info("The operating system has started the process of plugin '{}' after all", this.pluginId);
			this.lateSpawn = false;
		}
	}

	void spawnIsSlow(Duration waited) {
		this.lateSpawn = true;
		logger.error(
				"The operating system has not started the process of plugin '{}' within {} s; look at its file system (a dead mount?)",
				this.pluginId, waited.toSeconds());
	}

	void spawnSurvivesStop() {
		this.lateSpawn = true;
		logger.error(
				"The operating system is still busy starting a process of plugin '{}', which has been stopped; the plugin cannot be started until it is done",
				this.pluginId);
	}

	void killingFaulty(CrashReason fault, long pid, List<CallInFlight> calls, String stderr) {
		List<String> lines = stderr.lines().toList();
		List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
		logger.warn("Plugin '{}' is killed (pid {}, {}); calls in flight: {}; last lines of stderr:{}", this.pluginId,
				pid, fault.code(), calls.isEmpty() ? "none" : calls,
				last.isEmpty() ? " none" : '\n' + PrintableText.printLines(String.join("\n", last)));
	}

	void healthChanged(WorkerHealth health, @Nullable WorkerHealth previous) {
		this.events.accept(new PluginHealthChangedEvent(this.pluginId, this.time.now(), health, previous));
	}

}
