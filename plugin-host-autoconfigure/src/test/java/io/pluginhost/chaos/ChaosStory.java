package io.pluginhost.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

import io.pluginhost.CrashReason;
import io.pluginhost.WorkerDiagnostics;
import io.pluginhost.WorkerStatus;
import io.pluginhost.concurrent.NoThreadException;
import io.pluginhost.event.PluginWorkerCrashedEvent;
import io.pluginhost.event.PluginWorkerErrorEvent;
import io.pluginhost.event.PluginWorkerEvent;
import io.pluginhost.event.PluginWorkerExitedEvent;
import io.pluginhost.event.PluginWorkerReadyEvent;
import io.pluginhost.event.PluginWorkerRestartedEvent;
import io.pluginhost.event.PluginWorkerStatusChangedEvent;
import io.pluginhost.observation.WorkerListener;
import io.pluginhost.rpc.ProtocolError;
import io.pluginhost.stream.PluginStreamEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What listeners are told of each plugin, and whether that is one story: each event fits
 * the one before, and all of them what the diagnostics say.
 */
final class ChaosStory implements WorkerListener {

	/** Whether starts may fail for want of threads. */
	static final boolean THREADS_RUN_OUT = Boolean.getBoolean("plugin-host.chaos.threads-run-out");

	private final Map<String, Plugin> plugins = new ConcurrentHashMap<>();

	private final Map<CrashReason, AtomicLong> reasons = new ConcurrentSkipListMap<>();

	private final AtomicLong streamEvents = new AtomicLong();

	private final AtomicLong protocolErrors = new AtomicLong();

	private final AtomicLong notifications = new AtomicLong();

	@Override
	public void onWorkerEvent(PluginWorkerEvent event) {
		plugin(event.pluginId()).hear(event);
		if (event instanceof PluginWorkerCrashedEvent crashed) {
			this.reasons.computeIfAbsent(crashed.reason(), (reason) -> new AtomicLong()).incrementAndGet();
		}
	}

	@Override
	public void onStreamEvent(PluginStreamEvent event) {
		this.streamEvents.incrementAndGet();
		plugin(event.pluginId()).hear(event);
	}

	@Override
	public void onProtocolError(String pluginId, ProtocolError error) {
		this.protocolErrors.incrementAndGet();
	}

	@Override
	public void onNotification(String pluginId, String method, boolean known) {
		this.notifications.incrementAndGet();
	}

	private Plugin plugin(String id) {
		return this.plugins.computeIfAbsent(id, (key) -> new Plugin());
	}

	/**
	 * Whether everything has been told of what the diagnostics know.
	 */
	boolean isComplete(WorkerDiagnostics diagnostics) {
		return plugin(diagnostics.pluginId()).isComplete(diagnostics);
	}

	void assertTrue(WorkerDiagnostics diagnostics) {
		plugin(diagnostics.pluginId()).assertTrue(diagnostics);
	}

	void report(ChaosTable table) {
		table.row("stream events", this.streamEvents.get());
		table.row("notifications", this.notifications.get());
		table.row("lines that meant nothing", this.protocolErrors.get());
		table.row("processes", this.plugins.values().stream().mapToLong((plugin) -> plugin.exited).sum());
		this.reasons.forEach((reason, count) -> table.row("crashes: " + reason, count.get()));
	}

	/**
	 * What was told of one plugin. Told in order, streams and life each by one thread at
	 * a time.
	 */
	private static final class Plugin {

		private final List<String> wrong = new ArrayList<>();

		private WorkerStatus status = WorkerStatus.STOPPED;

		private boolean open;

		private long opened;

		private long closed;

		private long ready;

		private long generation;

		private long exited;

		private long crashed;

		private long restarted;

		synchronized void hear(PluginWorkerEvent event) {
			if (event instanceof PluginWorkerStatusChangedEvent change) {
				check(change.previousStatus() == this.status, change + " while " + this.status);
				this.status = change.status();
			}
			else if (event instanceof PluginWorkerReadyEvent start) {
				check(start.generation() > this.generation, start + " after generation " + this.generation);
				check(this.status == WorkerStatus.RUNNING, start + " while " + this.status);
				this.generation = start.generation();
				this.ready++;
			}
			else if (event instanceof PluginWorkerRestartedEvent restart) {
				check(restart.generation() == this.generation, restart + " in generation " + this.generation);
				this.restarted++;
			}
			else if (event instanceof PluginWorkerExitedEvent) {
				this.exited++;
				check(this.ready <= this.exited, "more ready than exited and one");
			}
			else if (event instanceof PluginWorkerCrashedEvent crash) {
				check(this.status == WorkerStatus.CRASHED, crash + " while " + this.status);
				this.crashed++;
			}
			else if (event instanceof PluginWorkerErrorEvent error) {
				check(ChaosStory.THREADS_RUN_OUT && error.error() instanceof NoThreadException, error.toString());
			}
		}

		synchronized void hear(PluginStreamEvent event) {
			switch (event.kind()) {
				case OPEN -> {
					check(!this.open, "OPEN of an open stream");
					this.open = true;
					this.opened++;
				}
				case EMIT -> check(this.open, "EMIT of a closed stream");
				case CLOSE -> {
					check(this.open, "CLOSE of a closed stream, synthetic: " + event.synthetic());
					this.open = false;
					this.closed++;
				}
			}
		}

		private void check(boolean holds, String otherwise) {
			if (!holds && this.wrong.size() < 10) {
				this.wrong.add(otherwise);
			}
		}

		synchronized boolean isComplete(WorkerDiagnostics diagnostics) {
			return this.exited == diagnostics.generation() && this.status == diagnostics.status()
					&& this.opened == this.closed;
		}

		synchronized void assertTrue(WorkerDiagnostics diagnostics) {
			assertThat(this.wrong).as(diagnostics.pluginId()).isEmpty();
			assertThat(this.status).isEqualTo(diagnostics.status()).isEqualTo(WorkerStatus.STOPPED);
			assertThat(this.opened).as("OPEN and CLOSE").isEqualTo(this.closed).isPositive();
			assertThat(this.exited).as("exits").isEqualTo(diagnostics.generation());
			assertThat(this.crashed).as("crashes").isEqualTo(diagnostics.totalCrashes());
			assertThat(this.restarted).as("restarts").isEqualTo(diagnostics.totalRestarts());
			assertThat(this.ready).isBetween(this.restarted, this.exited);
			assertThat(diagnostics.pendingCalls()).isZero();
			assertThat(diagnostics.pid()).isNull();
		}

	}

}
