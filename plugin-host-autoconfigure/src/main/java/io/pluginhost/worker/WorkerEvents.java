package io.pluginhost.worker;

import java.time.Duration;
import java.time.Instant;
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
 * Tells the world of one worker's life: as events, and in the host's log. Used by the
 * worker's loop alone; never blocks and never throws.
 */
final class WorkerEvents {

	private static final Logger logger = LoggerFactory.getLogger("io.pluginhost.worker");

	private static final String PLUGIN_ID = "plugin.id";

	/** How much of stderr tells what a worker did last. */
	private static final int LAST_LINES = 20;

	private final String pluginId;

	private final Consumer<PluginWorkerEvent> events;

	/** The process of which it was said that it survives SIGKILL. */
	private @Nullable Long survivor;

	/** Whether it was said that the operating system takes long to start a process. */
	private boolean lateSpawn;

	/** Why the start before failed, if it did. */
	private @Nullable String startFailure;

	WorkerEvents(String pluginId, Consumer<PluginWorkerEvent> events) {
		this.pluginId = pluginId;
		this.events = events;
	}

	void statusChanged(Instant now, WorkerStatus status, WorkerStatus previous) {
		if (status != previous) {
			logger.debug("Plugin '{}' went from {} to {}", this.pluginId, previous, status);
			this.events.accept(new PluginWorkerStatusChangedEvent(this.pluginId, now, status, previous));
		}
	}

	void ready(Instant now, long generation, long pid, boolean recovered) {
		this.startFailure = null;
		logger.atInfo()
			.addKeyValue(PLUGIN_ID, this.pluginId)
			.addKeyValue("plugin.pid", pid)
			.log("Plugin '{}' is running{} (pid {}, generation {})", this.pluginId, recovered ? " again" : "", pid,
					generation);
		this.events.accept(new PluginWorkerReadyEvent(this.pluginId, now, generation));
		if (recovered) {
			this.events.accept(new PluginWorkerRestartedEvent(this.pluginId, now, generation));
		}
	}

	void exited(Instant now, ProcessExit exit) {
		if (this.survivor != null) {
			logger.info("Process {} of plugin '{}', which survived SIGKILL, is gone", this.survivor, this.pluginId);
			this.survivor = null;
		}
		this.events.accept(new PluginWorkerExitedEvent(this.pluginId, now, exit.code(), exit.signal()));
	}

	void notSpawned(Instant now, Throwable error) {
		this.events.accept(new PluginWorkerErrorEvent(this.pluginId, now, error));
	}

	void crashed(Instant now, CrashReport crash) {
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
		this.events.accept(new PluginWorkerCrashedEvent(this.pluginId, now, (exit != null) ? exit.code() : null,
				(exit != null) ? exit.signal() : null, crash.reason(), crash.delay() != null, crash.consecutive(),
				crash.nextRestartAt(), excerpt));
	}

	void stopped() {
		logger.info("Plugin '{}' is stopped", this.pluginId);
	}

	void stuck(long pid) {
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

	void notSpawnedYet(Duration waited) {
		this.lateSpawn = true;
		logger.error(
				"The operating system has not started the process of plugin '{}' within {} s; look at its file system (a dead mount?)",
				this.pluginId, waited.toSeconds());
	}

	void stuckSpawning() {
		this.lateSpawn = true;
		logger.error(
				"The operating system is still busy starting a process of plugin '{}', which has been stopped; the plugin cannot be started until it is done",
				this.pluginId);
	}

	void condemned(CrashReason fault, long pid, List<CallInFlight> calls, String stderr) {
		List<String> lines = stderr.lines().toList();
		List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
		logger.warn("Plugin '{}' is killed (pid {}, {}); calls in flight: {}; last lines of stderr:{}", this.pluginId,
				pid, fault.code(), calls.isEmpty() ? "none" : calls,
				last.isEmpty() ? " none" : '\n' + PrintableText.printLines(String.join("\n", last)));
	}

	void healthChanged(Instant now, WorkerHealth health, @Nullable WorkerHealth previous) {
		this.events.accept(new PluginHealthChangedEvent(this.pluginId, now, health, previous));
	}

}
